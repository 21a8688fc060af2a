import type { Stores } from '../../../areas/stores.ts';
import type { Message } from '../../contract/chat.ts';

/** When something was said, in the conversation and by the clock of the learner. */
export interface MessageTime {
  messageId: string;
  at: string;
  zone: string;
}

/** The time of a message is that of its first version: an edit tells the same again, whenever it is made or answered. */
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

/** Whether an entry rests on words that were said before. */
export const isBefore = ({ messageId }: { messageId?: string }, time: MessageTime): boolean =>
  messageId !== undefined && messageId < time.messageId;
