export { localDay } from '../../local-day.ts';
export { milestonesUpTo, nextMilestone } from './streak/milestones.ts';
export { replayStreak } from './streak/replay.ts';
export type { ReplayedStreak, StreakInput } from './streak/replay.ts';
export type { Schedule } from './streak/schedule.ts';
