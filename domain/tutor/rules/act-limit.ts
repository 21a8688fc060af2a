/** The most acts of one message that are logged [AL1]. */
export const MAX_ACTS = 20;

/** Say how many acts of a message were left out, for the learner. */
export function describeLeftOut(count: number): string {
  const more = count === 1 ? '1 more is not. Send it' : `${count} more are not. Send them`;
  return `Only the first ${MAX_ACTS} things of this message are logged; ${more} in another message.`;
}
