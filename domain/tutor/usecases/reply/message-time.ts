/** The time of a message: its position in the conversation (by id), the instant, and the learner's zone. */
export interface MessageTime {
  messageId: string;
  at: string;
  zone: string;
}

/** Return whether an entry was logged from an earlier message. */
export const isBefore = ({ messageId }: { messageId?: string }, time: MessageTime): boolean =>
  messageId !== undefined && messageId < time.messageId;
