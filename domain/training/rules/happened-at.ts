/** When something happened that was received at `receivedAt`: as its device says, but a clock that runs ahead counts as then. */
export function happenedAt(told: string | undefined, receivedAt: string): string {
  if (!told) return receivedAt;
  // By milliseconds: as text, the year +010000 comes before every other.
  const at = new Date(told);
  return at.getTime() > Date.parse(receivedAt) ? receivedAt : at.toISOString();
}
