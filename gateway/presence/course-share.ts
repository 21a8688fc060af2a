/**
 * The maximum number of connected learners at which the visible ones are listed. In a larger course the learners are
 * only counted [P1].
 */
export const MAX_NAMED_COURSE = 200;
/** The maximum number of user ids that a node stores for a larger course. */
export const MAX_NAMES = 100;

/** The connected learners of a course on one node. */
export interface CourseShare {
  count: number;
  /**
   * The ids of the learners who let others see them; at most `MAX_NAMES` ids if `count` is above `MAX_NAMED_COURSE`.
   */
  shown: string[];
  /**
   * The ids of all other learners, so that a learner who is connected to two nodes counts once. Undefined if `count` is
   * above `MAX_NAMED_COURSE`.
   */
  hidden?: string[];
}

export function shareOf(
  learners: Iterable<string>,
  count: number,
  isVisible: (userId: string) => boolean,
): CourseShare {
  const isNamed = count <= MAX_NAMED_COURSE;
  const share: CourseShare = { count, shown: [], hidden: isNamed ? [] : undefined };
  for (const userId of learners) {
    if (!isNamed && share.shown.length === MAX_NAMES) break;
    if (isVisible(userId)) share.shown.push(userId);
    else share.hidden?.push(userId);
  }
  return share;
}

/** Combine the shares of all nodes. In a large course, a learner with devices on two nodes is counted twice. */
export function courseOf(shares: CourseShare[]): { count: number; members: string[]; names: string[] } {
  const shown = new Set(shares.flatMap((share) => share.shown));
  const names = [...shown].slice(0, MAX_NAMES);
  const sum = shares.reduce((total, { count }) => total + count, 0);
  const isWhole = shares.every(({ hidden }) => hidden !== undefined);
  const count = isWhole ? new Set([...shown, ...shares.flatMap(({ hidden = [] }) => hidden)]).size : sum;
  return { count, members: count <= MAX_NAMED_COURSE ? [...shown] : [], names };
}
