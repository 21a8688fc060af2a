import type { DayNumber } from './days.ts';
import { nextMilestone } from './milestones.ts';

/**
 * The number of counted days or weeks that earn one freeze, which later saves the streak when a day or week is missed
 * [ST4].
 */
const UNITS_PER_FREEZE = 7;
const MOST_FREEZES = 2;

/** The counter of a streak while the replay goes through the periods in order. */
export interface Run {
  current: number;
  /** The longest streak in the present unit, because days and weeks can't be compared. */
  longest: number;
  /** Whether the streak was broken and nothing has counted since. */
  broken: boolean;
  /**
   * The number of counted days or weeks that still pay for freezes: each 7 are one freeze. A spent freeze subtracts 7.
   * The number never exceeds 14, because at most two freezes are held.
   */
  earned: number;
  /** The day on which each milestone was first reached. */
  milestones: Map<number, DayNumber>;
}

export function newRun(): Run {
  return { current: 0, longest: 0, broken: false, earned: 0, milestones: new Map() };
}

export function freezesOf(run: Run): number {
  return Math.floor(run.earned / UNITS_PER_FREEZE);
}

export function countUnit(run: Run, on: DayNumber): void {
  const milestone = nextMilestone(run.current);
  run.current += 1;
  run.longest = Math.max(run.longest, run.current);
  run.broken = false;
  run.earned = Math.min(run.earned + 1, MOST_FREEZES * UNITS_PER_FREEZE);
  if (run.current === milestone && !run.milestones.has(milestone)) run.milestones.set(milestone, on);
}

/** Handle a required day or week that ended without being met. Spend a freeze if one is held, else break the streak. */
export function missUnit(run: Run): 'frozen' | 'missed' {
  if (run.earned >= UNITS_PER_FREEZE) {
    run.earned -= UNITS_PER_FREEZE;
    return 'frozen';
  }
  run.broken ||= run.current > 0;
  run.current = 0;
  run.earned = 0;
  return 'missed';
}

/** Reset the streak. The count and the freezes start again; the longest streak and the milestones stay [ST5]. */
export function restart(run: Run): void {
  run.current = 0;
  run.earned = 0;
  run.broken = false;
}
