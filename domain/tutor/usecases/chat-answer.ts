import type { Stores } from '../../areas/stores.ts';
import { DomainError } from '../../errors.ts';
import type { ChatAnswer } from '../contract/chat.ts';
import type { Replies } from '../ports.ts';

interface Deps {
  read(): Stores;
  replies: Pick<Replies, 'ended'>;
}

/**
 * Wait until a reply has ended and return it as one answer, for a caller who can't receive its text piece by piece.
 * @throws upstream_failed if the reply failed
 */
export async function chatAnswer(
  { read, replies }: Deps,
  replyId: string,
  requestId: string,
  signal: AbortSignal,
): Promise<ChatAnswer> {
  const state = await replies.ended(replyId, signal);
  const [reply, message] = [await read().replies.find(replyId), await read().messages.find(replyId)];
  if (!reply || !message || state === 'failed')
    throw new DomainError('upstream_failed', 'The reply failed; send the message again', { replyId });
  return {
    requestId,
    messageId: reply.messageId,
    replyId,
    response: message.content,
    suggestions: reply.result?.suggestions ?? [],
    autoLogged: message.autoLogged ?? [],
    notLogged: reply.result?.notLogged,
    memoryUpdates: reply.result?.memoryUpdates ?? [],
    nextAction: reply.result?.nextAction,
    retryable: false,
  };
}
