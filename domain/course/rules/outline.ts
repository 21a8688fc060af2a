import { kindOf } from './outline/kind.ts';
import type { Kind } from './outline/kind.ts';
import { languageOutline } from './outline/language.ts';
import { musicOutline } from './outline/music.ts';
import { programmingOutline } from './outline/programming.ts';
import { runningOutline } from './outline/running.ts';
import { strengthOutline } from './outline/strength.ts';
import { studyOutline } from './outline/study.ts';
import type { Draft, OutlineItem, OutlineRequest } from './outline/types.ts';

export type { OutlineItem, OutlineRequest } from './outline/types.ts';

const outlines: { readonly [K in Kind]: (request: OutlineRequest) => Draft[] } = {
  strength: strengthOutline,
  running: runningOutline,
  language: languageOutline,
  music: musicOutline,
  programming: programmingOutline,
  study: studyOutline,
};

const SHORTEST_MINUTES = 5;

/**
 * Return the first five to seven modules of a new course, for courses whose modules are not written by a model. They
 * depend on the kind of topic, the level, the goals and the length of a session (minutes). The same request gives the
 * same outline. `prerequisites` are indices of earlier modules.
 */
export function outlineFor(request: OutlineRequest): OutlineItem[] {
  return outlines[kindOf(request.topic)](request).map(({ share, after, ...draft }, index) => ({
    ...draft,
    estimatedDuration: Math.max(SHORTEST_MINUTES, Math.round((request.sessionLength * share) / 5) * 5),
    prerequisites: after ?? (index === 0 ? [] : [index - 1]),
  }));
}
