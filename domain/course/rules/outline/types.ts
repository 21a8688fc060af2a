import type { Level } from '../../contract/course.ts';
import type { Module } from '../../contract/module.ts';

export interface OutlineRequest {
  topic: string;
  currentLevel: Level;
  goals: readonly string[];
  /** The length of a session in minutes. */
  sessionLength: number;
}

/** A module of a new course before it is stored. `prerequisites` are indices in the outline. */
export interface OutlineItem extends Pick<Module, 'title' | 'moduleType' | 'content' | 'estimatedDuration'> {
  description: string;
  prerequisites: number[];
}

/**
 * A draft of a module. `share` is its duration as a multiple of the length of a session. `after` holds the indices of
 * its prerequisites; the default is the module before it.
 */
export type Draft = Omit<OutlineItem, 'estimatedDuration' | 'prerequisites'> & { share: number; after?: number[] };

export const isNew = ({ currentLevel }: OutlineRequest): boolean => currentLevel === 'beginner';

/** Return the goals as one readable list, or the phrase `otherwise` if there are no goals. */
export function goalsOf({ goals }: OutlineRequest, otherwise: string): string {
  return goals.length === 0 ? otherwise : goals.join(', ');
}
