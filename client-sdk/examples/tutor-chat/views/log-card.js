import { h, icon, refill } from '/design/dom.js';
import { capitalized, counted, number, quantity } from '../format.js';

/** @typedef {import('../types.d.ts').ProgressEntry} ProgressEntry @typedef {import('../types.d.ts').ExerciseSet} ExerciseSet */

const STATUS = { confirmed: 'Logged', unconfirmed: 'Please confirm', undone: 'Undone' };

/**
 * Make the card of an entry that the tutor logged from a message. It shows the sets, the quoted words, and buttons to
 * confirm or undo the entry.
 * @param {{ confirm(id: string): void, undo(id: string): void }} actions
 */
export function createLogCard(actions) {
  const element = h('article', { class: 'log-card' });
  let shown = '';
  return {
    element,
    /**
     * @param {ProgressEntry} entry
     * @param {string | undefined} message the text of the message from which it was logged
     */
    update(entry, message) {
      const key = `${entry.updatedAt} ${entry.status} ${message === undefined}`;
      if (key === shown) return;
      shown = key;
      Object.assign(element.dataset, { testid: 'log-card', status: entry.status, id: entry.id });
      element.setAttribute('aria-label', `${STATUS[entry.status]}: ${name(entry)}`);
      refill(element, head(entry), details(entry), cited(entry, message), foot(entry, actions));
    },
  };
}

/** @param {ProgressEntry} entry */
function head(entry) {
  return h(
    'header',
    { class: 'log-head' },
    h('span', { class: 'log-icon' }, icon(entry.activityType === 'exercise' ? 'dumbbell' : 'bookmark')),
    h('h3', {}, capitalized(name(entry))),
    h('span', { class: 'log-status' }, entry.status === 'confirmed' && icon('check'), STATUS[entry.status]),
  );
}

/** @param {ProgressEntry} entry */
function name({ data, activityType }) {
  if ('exercise' in data) return data.exercise;
  return ('topic' in data && data.topic) || activityType;
}

/** @param {ProgressEntry} entry */
function details({ data }) {
  if ('sets' in data) return setsTable(data.sets);
  if ('score' in data) return h('p', { class: 'log-figure' }, `${number(data.score)} of ${number(data.outOf)}`);
  if ('minutes' in data && data.minutes !== undefined)
    return h('p', { class: 'log-figure' }, counted(data.minutes, 'minute'));
  return 'text' in data && data.text ? h('p', {}, data.text) : null;
}

/** Make a table of the sets, without columns that are empty in every set. @param {ExerciseSet[]} sets */
function setsTable(sets) {
  /** @type {{ label: string, cell(set: ExerciseSet): string | undefined }[]} */
  const columns = [
    { label: 'Weight', cell: (set) => set.weight && quantity(set.weight) },
    { label: 'Reps', cell: (set) => set.reps?.toString() },
    { label: 'Distance', cell: (set) => set.distance && quantity(set.distance) },
    { label: 'Time', cell: (set) => set.duration && quantity(set.duration) },
    { label: 'RPE', cell: (set) => set.rpe?.toString() },
  ];
  const used = columns.filter(({ cell }) => sets.some((set) => cell(set) !== undefined));
  const row = (/** @type {ExerciseSet} */ set, /** @type {number} */ index) =>
    h(
      'tr',
      { data: { testid: 'set-row' } },
      h('th', { scope: 'row' }, `${index + 1}`),
      ...used.map(({ cell }) => h('td', {}, cell(set) ?? '–')),
    );
  return h(
    'table',
    {},
    h(
      'thead',
      {},
      h('tr', {}, h('th', { scope: 'col' }, 'Set'), ...used.map(({ label }) => h('th', { scope: 'col' }, label))),
    ),
    h('tbody', {}, ...sets.map(row)),
  );
}

/**
 * Quote the message around the words that report the entry, and mark these words.
 * @param {ProgressEntry} entry
 * @param {string | undefined} message
 */
function cited({ quote, quoteStart }, message) {
  if (!quote) return null;
  const mark = h('mark', { data: { testid: 'quote' } }, quote);
  const from = quoteStart ?? message?.indexOf(quote) ?? -1;
  if (!message || message.slice(from, from + quote.length) !== quote)
    return h('blockquote', { class: 'log-quote' }, mark);
  const before = message.slice(Math.max(0, from - CONTEXT), from);
  const after = message.slice(from + quote.length, from + quote.length + CONTEXT);
  const [lead, tail] = [from > CONTEXT ? '…' : '', from + quote.length + CONTEXT < message.length ? '…' : ''];
  return h('blockquote', { class: 'log-quote' }, lead, before, mark, after, tail);
}

/** The number of UTF-16 units of the message to show before and after the quoted words. */
const CONTEXT = 40;

/** @param {ProgressEntry} entry @param {{ confirm(id: string): void, undo(id: string): void }} actions */
function foot(entry, { confirm, undo }) {
  const note = [
    entry.status === 'undone' && 'It no longer counts',
    entry.status !== 'undone' && entry.confidence !== undefined && `${Math.round(entry.confidence * 100)}% sure`,
    entry.status === 'unconfirmed' && 'counts once you confirm',
    entry.needsAttention && 'marked for a closer look',
  ];
  return h(
    'footer',
    { class: 'log-foot' },
    h('span', {}, note.filter(Boolean).join(' · ')),
    entry.status === 'unconfirmed' &&
      h(
        'button',
        {
          class: 'button primary small',
          type: 'button',
          data: { testid: 'confirm' },
          onclick: () => confirm(entry.id),
        },
        icon('check'),
        'Confirm',
      ),
    entry.status !== 'undone' &&
      h(
        'button',
        { class: 'button small', type: 'button', data: { testid: 'undo', key: 'undo' }, onclick: () => undo(entry.id) },
        icon('undo'),
        'Undo',
      ),
  );
}
