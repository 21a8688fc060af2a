const FIRST_YEAR = [3, 7, 14, 30, 60, 100, 180, 365];
const YEAR = 365;

/** Return the smallest milestone above `current`: 3, 7, 14, 30, 60, 100, 180, 365 and every further year [ST7]. */
export function nextMilestone(current: number): number {
  return FIRST_YEAR.find((milestone) => milestone > current) ?? (Math.floor(current / YEAR) + 1) * YEAR;
}

/** Return every milestone up to and including `longest`, in ascending order. */
export function milestonesUpTo(longest: number): number[] {
  const reached: number[] = [];
  for (let next = nextMilestone(0); next <= longest; next = nextMilestone(next)) reached.push(next);
  return reached;
}
