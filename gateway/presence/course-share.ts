/** Up to this many learners a course names those who let it be seen; above, it only counts [P1]. */
export const MAX_NAMED_COURSE = 200;
/** How many names of a larger course a subscriber is given. */
export const MAX_NAMES = 100;

/** What one node adds to a course. */
export interface CourseShare {
  count: number;
  /** Learners who let it be seen: all in a course that names its learners, else the first of them. */
  shown: string[];
  /** The others, so that a learner on two nodes counts once. Left out above `MAX_NAMED_COURSE`. */
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

/** Put the shares of all nodes together. In a large course, a learner with devices on two nodes counts for each. */
export function courseOf(shares: CourseShare[]): { count: number; members: string[]; names: string[] } {
  const shown = new Set(shares.flatMap((share) => share.shown));
  const names = [...shown].slice(0, MAX_NAMES);
  const sum = shares.reduce((total, { count }) => total + count, 0);
  const isWhole = shares.every(({ hidden }) => hidden !== undefined);
  const count = isWhole ? new Set([...shown, ...shares.flatMap(({ hidden = [] }) => hidden)]).size : sum;
  return { count, members: count <= MAX_NAMED_COURSE ? [...shown] : [], names };
}
