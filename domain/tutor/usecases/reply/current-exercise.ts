import type { AskedMaterial, ReplyRow } from '../../stores.ts';
import { isBefore } from './message-time.ts';
import type { MessageTime } from './message-time.ts';

/** How long a named exercise stays the exercise that a message without a name means. */
export const SAME_WORKOUT_MS = 2 * 3_600_000;

/**
 * Find the exercise that "135 for 8" means: the exercise that the device names, that of the session, or that of the
 * conversation's last entry.
 */
export function currentExercise(
  { context }: ReplyRow,
  { sessionExercise, exercises }: Pick<AskedMaterial, 'sessionExercise' | 'exercises'>,
  time: MessageTime,
): string | undefined {
  if (context?.currentExercise) return context.currentExercise;
  if (sessionExercise) return sessionExercise;
  const last = exercises.find((row) => row.source === 'chat' && row.status !== 'undone' && isBefore(row, time));
  return last && 'exercise' in last.data ? last.data.exercise : undefined;
}
