import type { Envelope } from '../../domain/contract/index.ts';
import type { EventData } from '../../domain/contract/index.ts';
import { isReplyEnd } from '../../domain/tutor/reply-events.ts';
import type { Bus, Shared } from '../bus/bus.ts';
import { parseMessage } from '../bus/message.ts';

export type Delta = EventData<'reply.delta'>;

/** The channel name. Each node subscribes to `deltas:<its own node id>`. */
const CHANNEL = 'deltas';
/** How long the copy of a reply's text is kept. This is longer than the longest reply and a reconnection together. */
const COPY_TTL_MS = 10 * 60_000;
/** How long text is collected before it is added to the copy. One write to Redis for each delta would cost as much as all else. */
const COPY_MS = 100;

interface DeltaFanoutDeps {
  nodeId: string;
  bus: Bus;
  shared: Shared;
  /**
   * Sends a message to each other node that has a device of the user, on the channel `<channel>:<node id>`. Returns whether
   * there is such a node; true as long as it is unknown.
   */
  toOtherNodes(channel: string, userId: string, payload: string): boolean;
  toLocalUser(userId: string, event: 'reply.delta', delta: Delta): void;
  /** Calls the listener with each event when it is sent to the sockets of this node. */
  onPassed(listener: (envelope: Envelope) => void): () => void;
}

export interface DeltaFanout {
  /**
   * Send a delta to the user's devices on this node at once, and to the user's other devices over the bus. Keep a copy
   * for `chat.resume` [T2].
   */
  send(userId: string, delta: Delta): void;
  /**
   * Return the copy of the text that one attempt to write the reply has sent, up to the first missing delta; undefined
   * if there is no copy.
   */
  copy(replyId: string, attempt: number): Promise<string | undefined>;
  forget(replyId: string, attempt: number): void;
  /** Call the listener with each delta that reaches this node. Server-Sent Events use this. */
  onDelta(listener: (userId: string, delta: Delta) => void): () => void;
  close(): void;
}

/** How many ended replies are remembered, so that deltas that other nodes deliver late can be dropped. */
const ENDED_KEPT = 2_000;

export async function openDeltaFanout({
  nodeId,
  bus,
  shared,
  toOtherNodes,
  toLocalUser,
  onPassed,
}: DeltaFanoutDeps): Promise<DeltaFanout> {
  const listeners = new Set<(userId: string, delta: Delta) => void>();
  const ended = new Set<string>();
  const key = (replyId: string, attempt: number) => `reply:${replyId}:${attempt}`;
  /** The text of each attempt that has to be added to its copy. */
  const uncopied = new Map<string, Pick<Delta, 'offset' | 'text'>>();
  let copying: NodeJS.Timeout | undefined;

  function addToCopies(): void {
    clearTimeout(copying);
    copying = undefined;
    for (const name of uncopied.keys()) addToCopy(name);
  }

  function addToCopy(name: string): void {
    const part = uncopied.get(name);
    if (part) shared.push(name, itemOf(part), COPY_TTL_MS);
    uncopied.delete(name);
  }

  function deliver(userId: string, delta: Delta): void {
    if (ended.has(delta.replyId)) return;
    toLocalUser(userId, 'reply.delta', delta);
    for (const listener of listeners) listener(userId, delta);
  }

  /** Remembers each ended reply, so that no delta reaches a socket after the end of its reply [T4]. */
  const stopWatching = onPassed((envelope) => {
    if (!isReplyEnd(envelope)) return;
    ended.add(envelope.d.replyId);
    const [oldest] = ended;
    if (ended.size > ENDED_KEPT && oldest) ended.delete(oldest);
  });

  const unsubscribe = await bus.subscribe(`${CHANNEL}:${nodeId}`, (payload) => {
    const message = parseMessage<{ userId: string; delta?: Delta } | null>(payload);
    if (message?.delta) deliver(message.userId, message.delta);
  });

  return {
    send(userId, delta) {
      deliver(userId, delta);
      const isFollowedElsewhere = toOtherNodes(CHANNEL, userId, JSON.stringify({ userId, delta }));
      const name = key(delta.replyId, delta.attempt);
      const { offset, text } = uncopied.get(name) ?? { offset: delta.offset, text: '' };
      uncopied.set(name, { offset, text: text + delta.text });
      // If this node dies, the other nodes answer from the copy, so it must not be behind the deltas that they have sent.
      if (isFollowedElsewhere) addToCopy(name);
      else copying ??= setTimeout(addToCopies, COPY_MS);
    },
    async copy(replyId, attempt) {
      const newest = uncopied.get(key(replyId, attempt));
      const items = await shared.items(key(replyId, attempt));
      let text = '';
      for (const item of newest ? [...items, itemOf(newest)] : items) {
        const colon = item.indexOf(':');
        if (Number(item.slice(0, colon)) !== text.length) break;
        text += item.slice(colon + 1);
      }
      return text === '' ? undefined : text;
    },
    forget(replyId, attempt) {
      uncopied.delete(key(replyId, attempt));
      shared.remove(key(replyId, attempt));
    },
    onDelta(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close() {
      addToCopies();
      stopWatching();
      unsubscribe();
    },
  };
}

const itemOf = ({ offset, text }: Pick<Delta, 'offset' | 'text'>) => `${offset}:${text}`;
