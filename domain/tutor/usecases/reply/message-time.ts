import type { Stores } from '../../../areas/stores.ts';
import type { Message } from '../../contract/chat.ts';

/** When a message was said: its place in the conversation, the instant, and the learner's zone. */
export interface MessageTime {
  messageId: string;
  at: string;
  zone: string;
}

/** Return the time of a message's first version: an edit tells the same again, whenever it is made or answered. */
export async function timeOfMessage(
  stores: Stores,
  message: Message & { userId: string },
  others: readonly string[],
): Promise<MessageTime> {
  const [firstId = message.id] = [message.id, ...others].toSorted();
  const first = firstId === message.id ? message : await stores.messages.find(firstId);
  const user = await stores.users.find(message.userId);
  return { messageId: firstId, at: (first ?? message).createdAt, zone: user?.timezone ?? 'UTC' };
}

/** Tell whether an entry rests on an earlier message. */
export const isBefore = ({ messageId }: { messageId?: string }, time: MessageTime): boolean =>
  messageId !== undefined && messageId < time.messageId;
