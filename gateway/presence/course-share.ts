/** The most learners of a course whose visible members are listed. A larger course is only counted [P1]. */
export const MAX_NAMED_COURSE = 200;
/** The most user ids that a node lists of a larger course. */
export const MAX_NAMES = 100;

/** The connected learners of a course on one node. */
export interface CourseShare {
  count: number;
  /** The learners who let their presence be seen; at most `MAX_NAMES` of them if `count` is above `MAX_NAMED_COURSE`. */
  shown: string[];
  /** All other learners, so that a learner on two nodes counts once. Undefined if `count` is above `MAX_NAMED_COURSE`. */
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
