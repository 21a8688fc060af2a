import { setTimeout as sleep } from 'node:timers/promises';
import type { Cursor } from '../../domain/contract/envelope.ts';
import type { LogReader } from './log-reader.ts';
import type { OpenStream } from './open-streams.ts';

/** The next batch is sent when fewer than this many bytes wait for the client to read [C3]. */
const MAX_BUFFERED = 64 * 1024;
const MAX_BEHIND = 10_000;
const BUFFER_POLL_MS = 20;
const RETRY_MS = 500;

export type ResetReason = 'epoch' | 'ahead' | 'retention' | 'behind' | 'enrolled';

/** The methods of a socket that streams use. */
export interface Follower {
  emit(event: string, data: unknown): unknown;
  /** Joins a room; takes effect in the same turn of the event loop. */
  join(room: string): unknown;
  leave(room: string): unknown;
}

export interface CatchUp {
  follower: Follower;
  stream: OpenStream;
  reader: LogReader;
  epoch: string;
  /** Returns the bytes that wait for the follower to read. */
  buffered(): number;
  /** The signal that is aborted when the follower leaves the stream. */
  signal: { readonly aborted: boolean };
}

/**
 * Send a follower all events after `from`, until it has every event that was sent to the stream's room. Then let it
 * join the room [C3]. No event is missing or doubled: the follower joins in the same turn of the event loop in which it
 * has caught up, so no event can be sent to the room in between. A follower that has all events already joins before
 * this function returns.
 */
export async function catchUp(options: CatchUp, from: number): Promise<void> {
  const { follower, stream, signal } = options;
  let sent = from;
  // The follower may have got events from another node that this node's sequencer has not sent yet.
  if (sent > stream.passed()) await stream.reach(sent);
  while (!signal.aborted) {
    const passed = stream.passed();
    if (sent === passed) return void follower.join(stream.name);
    if (options.buffered() >= MAX_BUFFERED) {
      await sleep(BUFFER_POLL_MS);
      continue;
    }
    const events = await readAfter(options, sent);
    if (signal.aborted) return;
    if (events === 'removed') return reset(options, 'retention');
    const due = events.filter(({ q }) => q <= stream.passed());
    const last = due.at(-1);
    if (last) {
      follower.emit('es', due);
      sent = last.q;
      // Nothing new was read, so the read is repeated. It may have been shared with another follower, and may have
      // begun before the newest event was committed.
    } else await sleep(BUFFER_POLL_MS);
  }
}

/**
 * Continue a stream from a client's cursor. If the log can't continue from there, tell the client to load its state
 * anew [C2].
 */
export async function resume(options: CatchUp, cursor: Cursor): Promise<void> {
  const { stream, reader, epoch, signal } = options;
  if (cursor.epoch !== epoch) return reset(options, 'epoch');
  if (cursor.seq > stream.passed()) {
    const head = await retried(() => reader.head(stream.name), signal);
    if (head === undefined) return;
    if (cursor.seq > head) return reset(options, 'ahead');
    stream.poke(head);
  } else if (stream.passed() - cursor.seq > MAX_BEHIND) return reset(options, 'behind');
  return catchUp(options, cursor.seq);
}

/** Tell the follower to load the state anew, and let it join the room in the same turn, so that it misses no event. */
export function reset({ follower, stream, epoch, signal }: CatchUp, reason: ResetReason): void {
  if (signal.aborted) return;
  follower.emit('stream.reset', { stream: stream.name, epoch, head: stream.passed(), reason });
  follower.join(stream.name);
}

/** Return the events after number `sent`, or `removed` if the next event is not kept any more. */
async function readAfter({ reader, stream, signal }: CatchUp, sent: number) {
  const events = (await retried(() => reader.read(stream.name, sent), signal)) ?? [];
  const first = events[0]?.q ?? (await retried(() => reader.oldest(stream.name), signal)) ?? 0;
  return first > sent + 1 ? 'removed' : events;
}

/** Repeat a query until it succeeds or the follower has left. An outage of the database must not end the replay. */
async function retried<T>(query: () => Promise<T>, signal: CatchUp['signal']): Promise<T | undefined> {
  while (!signal.aborted) {
    try {
      return await query();
    } catch {
      await sleep(RETRY_MS);
    }
  }
  return undefined;
}
