import { setTimeout as sleep } from 'node:timers/promises';
import type { Cursor } from '../../domain/contract/envelope.ts';
import type { LogReader } from './log-reader.ts';
import type { OpenStream } from './open-streams.ts';

/** The next batch is sent when fewer bytes than this wait for the socket [C3]. */
const MAX_BUFFERED = 64 * 1024;
const MAX_BEHIND = 10_000;
const BUFFER_POLL_MS = 20;
const RETRY_MS = 500;

export type ResetReason = 'epoch' | 'ahead' | 'retention' | 'behind' | 'enrolled';

/** The part of a socket that streams use. */
export interface Follower {
  emit(event: string, data: unknown): unknown;
  /** Takes effect in the same turn. */
  join(room: string): unknown;
  leave(room: string): unknown;
}

export interface CatchUp {
  follower: Follower;
  stream: OpenStream;
  reader: LogReader;
  epoch: string;
  /** Bytes waiting for the follower to read. */
  buffered(): number;
  /** Aborted when the follower leaves. */
  signal: { readonly aborted: boolean };
}

/**
 * Brings a follower from a seq to the live stream without a buffer and without a gap or a double [C3]: while it is
 * behind what the room was sent it gets the log's events, and once it is level it joins the room in the same turn, so
 * no event can pass in between. A follower that is level already has joined when this returns.
 */
export async function catchUp(options: CatchUp, from: number): Promise<void> {
  const { follower, stream, signal } = options;
  let sent = from;
  // Another node may have sent events that this one has not passed yet.
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
      // A shared read may have begun before the event was committed.
    } else await sleep(BUFFER_POLL_MS);
  }
}

/** Follows from a client's cursor, or resets it where the log cannot go on from there [C2]. */
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

/** The follower loads the state and goes on from the head, which it joins in the same turn. */
export function reset({ follower, stream, epoch, signal }: CatchUp, reason: ResetReason): void {
  if (signal.aborted) return;
  follower.emit('stream.reset', { stream: stream.name, epoch, head: stream.passed(), reason });
  follower.join(stream.name);
}

/** Returns `removed` if retention has removed the next event, and nothing if the follower has left. */
async function readAfter({ reader, stream, signal }: CatchUp, sent: number) {
  const events = (await retried(() => reader.read(stream.name, sent), signal)) ?? [];
  const first = events[0]?.q ?? (await retried(() => reader.oldest(stream.name), signal)) ?? 0;
  return first > sent + 1 ? 'removed' : events;
}

/** The database may be away for a while; the follower waits for it rather than lose its place. */
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
