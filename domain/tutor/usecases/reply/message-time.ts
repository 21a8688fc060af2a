/** The time of a message: its id, by which messages are ordered, its instant, and the learner's time zone. */
export interface MessageTime {
  messageId: string;
  at: string;
  zone: string;
}

/** Return whether an entry was logged from an earlier message. */
export const isBefore = ({ messageId }: { messageId?: string }, time: MessageTime): boolean =>
  messageId !== undefined && messageId < time.messageId;
