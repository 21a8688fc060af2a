import type { DayNumber } from './days.ts';
import { nextMilestone } from './milestones.ts';

/** One freeze is earned each 7 counted units [ST4]. */
const UNITS_PER_FREEZE = 7;
const MOST_FREEZES = 2;

/** The counter of a streak while the replay goes through the periods in order. */
export interface Run {
  current: number;
  /** The longest in the present unit: days and weeks are not compared. */
  longest: number;
  /** Whether the streak was broken and nothing has counted since. */
  broken: boolean;
  /** Counted units towards and inside the freezes held. Units counted while two are held earn nothing. */
  earned: number;
  /** Milestone → the day it was first reached on. */
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

/** Handle a required day or week that ended unmet: spend a freeze if one was held by then, else break the streak. */
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

/** Reset the streak: the count and the freezes begin anew, the longest streak and the milestones stay [ST5]. */
export function restart(run: Run): void {
  run.current = 0;
  run.earned = 0;
  run.broken = false;
}
