/** How many acts of one message are logged [AL1]. */
export const MAX_ACTS = 20;

/** Tell the learner how many acts of a message were left out. */
export function describeLeftOut(count: number): string {
  const more = count === 1 ? '1 more is not. Send it' : `${count} more are not. Send them`;
  return `Only the first ${MAX_ACTS} things of this message are logged; ${more} in another message.`;
}
