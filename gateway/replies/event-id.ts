import { DomainError } from '../../domain/errors.ts';

/** What a follower had when it left. */
export interface LastEvent {
  replyId: string;
  attempt: number;
  /** UTF-16 units of that attempt's text. */
  offset: number;
  /** Whether it was the end of the reply. */
  isEnd: boolean;
}

const END = ':end';
const EVENT_ID = /^([0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}):(\d{1,9}):(\d{1,9})(:end)?$/;

/** An end has its text's length as offset, as the last delta has: the mark tells which of the two was heard. */
export function eventId({ replyId, attempt, offset, isEnd }: LastEvent): string {
  return `${replyId}:${attempt}:${offset}${isEnd ? END : ''}`;
}

/** @throws DomainError validation_failed */
export function parseEventId(id: string): LastEvent {
  const [, replyId, attempt, offset, end] = EVENT_ID.exec(id) ?? [];
  if (replyId) return { replyId, attempt: Number(attempt), offset: Number(offset), isEnd: end === END };
  const message = 'must be the id of an event';
  throw new DomainError('validation_failed', `Last-Event-ID ${message}`, [{ path: 'Last-Event-ID', message }]);
}
