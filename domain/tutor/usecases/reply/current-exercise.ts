import type { AskedMaterial, ReplyRow } from '../../stores.ts';
import { isBefore } from './message-time.ts';
import type { MessageTime } from './message-time.ts';

/** How long an exercise that was named stays the one that is meant. */
export const SAME_WORKOUT_MS = 2 * 3_600_000;

/** Find the exercise of "135 for 8": the one of the device, of the session, or of the conversation's last entry. */
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
