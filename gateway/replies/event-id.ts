import { DomainError } from '../../domain/errors.ts';

/** The last event that a follower had. */
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

/** Make the id of an event. An end and the last delta have the same offset; the mark tells them apart. */
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
