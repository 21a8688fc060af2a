/** Return when something happened: the time that the device says, but not later than `receivedAt`, since its clock may run ahead. */
export function happenedAt(told: string | undefined, receivedAt: string): string {
  if (!told) return receivedAt;
  // Compare milliseconds: compared as text, the year +010000 would come before every other.
  const at = new Date(told);
  return at.getTime() > Date.parse(receivedAt) ? receivedAt : at.toISOString();
}
