/** @typedef {import('./types.d.ts').Quantity} Quantity */

/** Return a quantity such as `135 lb` or `bodyweight + 20 kg`. @param {Quantity | undefined} quantity */
export function quantity(quantity) {
  if (!quantity) return '–';
  if (quantity.unit !== 'bodyweight') return `${number(quantity.value)} ${quantity.unit}`;
  return quantity.value === 0
    ? 'bodyweight'
    : `bodyweight ${quantity.value > 0 ? '+' : '−'} ${number(Math.abs(quantity.value))} kg`;
}

/** @param {number} value */
export function number(value) {
  return value.toLocaleString('en', { maximumFractionDigits: 2 });
}

/** Return a count with its unit, such as `1 day` or `3 weeks`. @param {number} count @param {string} unit */
export function counted(count, unit) {
  return `${number(count)} ${unit}${count === 1 ? '' : 's'}`;
}

/** Return a duration such as `4:05` or `1:02:09`. @param {number} ms */
export function clock(ms) {
  const seconds = Math.max(0, Math.floor(ms / 1_000));
  const parts = [Math.floor(seconds / 3_600), Math.floor(seconds / 60) % 60, seconds % 60];
  const [hours = 0, minutes = 0, rest = 0] = parts;
  const tail = `${String(minutes).padStart(hours > 0 ? 2 : 1, '0')}:${String(rest).padStart(2, '0')}`;
  return hours > 0 ? `${hours}:${tail}` : tail;
}

/** Return the time of day, with the date if it is not today. @param {string} instant */
export function moment(instant) {
  const at = new Date(instant);
  const time = at.toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' });
  if (at.toDateString() === new Date().toDateString()) return time;
  return `${at.toLocaleDateString([], { day: 'numeric', month: 'short' })}, ${time}`;
}

/** @param {string} words */
export function capitalized(words) {
  return words.slice(0, 1).toUpperCase() + words.slice(1);
}
