/**
 * Return when something happened: the time that the device sent, but not later than `receivedAt`, because the device's
 * clock may be ahead.
 */
export function happenedAt(told: string | undefined, receivedAt: string): string {
  if (!told) return receivedAt;
  // Compare milliseconds, because as text the year +010000 would sort before every other year.
  const at = new Date(told);
  return at.getTime() > Date.parse(receivedAt) ? receivedAt : at.toISOString();
}
