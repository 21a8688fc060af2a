import type { EventData } from '../../contract/index.ts';
import type { ReplyStore } from '../stores.ts';

/** Queued and running replies of a user, as `ready` names them, so that a reloaded page finds them [T5]. */
export async function openRepliesOf(
  { replies }: { replies: Pick<ReplyStore, 'open'> },
  userId: string,
): Promise<EventData<'ready'>['replies']> {
  const open = await replies.open(userId);
  return open.map(({ id, messageId, courseId, attempt }) => ({ replyId: id, messageId, courseId, attempt }));
}
