import { isDeepStrictEqual } from 'node:util';
import type { History } from '../history.ts';
import { commandStories } from './commands.ts';
import type { CommandStory } from './commands.ts';
import { show } from './violation.ts';
import type { Violation } from './violation.ts';

/** Check that every acked command was applied exactly once, and that all its acks are equal [M2]. */
export function ackedOnce(history: Pick<History, 'entries' | 'truth'>): Violation[] {
  return commandStories(history)
    .filter(({ acks }) => acks.length > 0)
    .flatMap(violationsOf);
}

function violationsOf(story: CommandStory): Violation[] {
  const { opId, operation, acks, effects, rows, entries, isMarked } = story;
  const found: string[] = [];
  // If the content that a command created has been deleted, repeats of the command are acked with ids only [ER1]. Such
  // acks are not compared.
  const whole = acks.filter(({ data }) => (data as { redacted?: boolean } | null)?.redacted !== true);
  if (whole.some(({ data }) => !isDeepStrictEqual(data, whole[0]?.data))) found.push('was answered in two ways');
  const due = effectsDue(story);
  const isOverruled = effects.length === 0 && story.overruling.length > 0;
  if (effects.length !== due && !isOverruled)
    found.push(`was acked and has ${effects.length} events in the log instead of ${due}`);
  if (isMarked && rows !== 1) found.push(`was acked and has ${rows} rows`);
  return found.map((what) => ({
    property: 'every acked command applied once',
    message: `${operation} ${opId} ${what}`,
    context: [...entries, ...effects].map((part) => show(part)),
  }));
}

function effectsDue({ operation, effectType, acks }: CommandStory): number {
  const answer = acks[0]?.data as { joined?: boolean; status?: string } | null;
  // Most commands append one event. Two do not: starting a session while one is running joins it and changes nothing
  // [SE2], and completing a session that was silent for too long changes nothing, because it had already ended [SE4].
  const hadEnded = operation === 'session.complete' && answer?.status === 'abandoned';
  return effectType === undefined || answer?.joined === true || hadEnded ? 0 : 1;
}
