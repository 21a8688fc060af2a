/** The most activities that are logged from one message [AL1]. */
export const MAX_ACTS = 20;

/** Tell the learner how many activities of a message were not logged. */
export function describeLeftOut(count: number): string {
  const more = count === 1 ? '1 more is not. Send it' : `${count} more are not. Send them`;
  return `Only the first ${MAX_ACTS} things of this message are logged; ${more} in another message.`;
}
