import { DomainError } from '../../domain/errors.ts';

/** The last event that a follower received. */
export interface LastEvent {
  replyId: string;
  attempt: number;
  /** The length of the reply's text up to and including this event, in UTF-16 units. */
  offset: number;
  /** Whether the event was the end of the reply. */
  isEnd: boolean;
}

const END = ':end';
const EVENT_ID = /^([0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}):(\d{1,9}):(\d{1,9})(:end)?$/;

/**
 * Make the id of an event. The end of a reply and its last delta have the same offset, so the end is marked by `:end`.
 */
export function eventId({ replyId, attempt, offset, isEnd }: LastEvent): string {
  return `${replyId}:${attempt}:${offset}${isEnd ? END : ''}`;
}

/** Parse the id of an event. @throws DomainError validation_failed */
export function parseEventId(id: string): LastEvent {
  const [, replyId, attempt, offset, end] = EVENT_ID.exec(id) ?? [];
  if (replyId) return { replyId, attempt: Number(attempt), offset: Number(offset), isEnd: end === END };
  const message = 'must be the id of an event';
  throw new DomainError('validation_failed', `Last-Event-ID ${message}`, [{ path: 'Last-Event-ID', message }]);
}
