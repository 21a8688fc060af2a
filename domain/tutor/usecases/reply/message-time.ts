/** When a message was said: its place in the conversation, the instant, and the learner's zone. */
export interface MessageTime {
  messageId: string;
  at: string;
  zone: string;
}

/** Tell whether an entry rests on an earlier message. */
export const isBefore = ({ messageId }: { messageId?: string }, time: MessageTime): boolean =>
  messageId !== undefined && messageId < time.messageId;
