import type { Level } from '../../contract/course.ts';
import type { Module } from '../../contract/module.ts';

export interface OutlineRequest {
  topic: string;
  currentLevel: Level;
  goals: readonly string[];
  /** minutes */
  sessionLength: number;
}

/** A module to be; `prerequisites` are indices in the outline. */
export interface OutlineItem extends Pick<Module, 'title' | 'moduleType' | 'content' | 'estimatedDuration'> {
  description: string;
  prerequisites: number[];
}

/** `share` of a session it takes; `after` where it needs others than the module before it. */
export type Draft = Omit<OutlineItem, 'estimatedDuration' | 'prerequisites'> & { share: number; after?: number[] };

export const isNew = ({ currentLevel }: OutlineRequest): boolean => currentLevel === 'beginner';

/** The goals as one readable list, or what stands for them when none were named. */
export function goalsOf({ goals }: OutlineRequest, otherwise: string): string {
  return goals.length === 0 ? otherwise : goals.join(', ');
}
