import type { Stores } from '../../../areas/stores.ts';
import type { ReplyRow } from '../../stores.ts';
import { isBefore } from './message-time.ts';
import type { MessageTime } from './message-time.ts';

/** How long an exercise that was named stays the one that is meant. */
const SAME_WORKOUT_MS = 2 * 3_600_000;

/** Find the exercise of "135 for 8": the one of the device, of the session, or of the conversation's last entry. */
export async function currentExercise(stores: Stores, reply: ReplyRow, time: MessageTime): Promise<string | undefined> {
  const { userId, courseId, sessionId, context } = reply;
  if (context?.currentExercise) return context.currentExercise;
  const session = sessionId ? await stores.sessions.find(sessionId) : await stores.sessions.active(userId);
  if (session?.current?.exercise) return session.current.exercise;
  const from = new Date(Date.parse(time.at) - SAME_WORKOUT_MS).toISOString();
  const query = {
    userId,
    courseId,
    activityType: 'exercise' as const,
    from,
    to: time.at,
    page: 1,
    limit: 5,
    sort: 'createdAt:desc',
  };
  const { rows } = await stores.progress.list(query);
  const last = rows.find((row) => row.source === 'chat' && row.status !== 'undone' && isBefore(row, time));
  return last && 'exercise' in last.data ? last.data.exercise : undefined;
}
