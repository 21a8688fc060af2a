import type { AskedMaterial, ReplyRow } from '../../stores.ts';
import { isBefore } from './message-time.ts';
import type { MessageTime } from './message-time.ts';

/** For how long after an entry a message that names no exercise may mean the exercise of the entry. */
export const SAME_WORKOUT_MS = 2 * 3_600_000;

/**
 * Find the exercise that a message such as "135 for 8" means. It is the exercise that the device names, else that of
 * the session, else that of the last entry logged from the conversation.
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
