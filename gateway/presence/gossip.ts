import type { Bus } from '../bus/bus.ts';
import { parseMessage } from '../bus/message.ts';
import type { Directory, Entry } from './directory.ts';

const BEAT_INTERVAL_MS = 2_000;
/** How long a silent node counts as alive. Several beats may be lost; the devices of a killed node vanish within 10 s [P1]. */
const NODE_EXPIRY_MS = 7_500;
/** How long to wait for a full announcement, which is long, before asking for it again. */
const ASK_INTERVAL_MS = 500;
const CHANNEL = 'presence';

/** `version` counts a node's changes, so that another node notices a lost one. */
type Message = { node: string; version: number } & (
  | { type: 'beat' }
  /** A node that is new asks the others to announce themselves. */
  | { type: 'hello' }
  | { type: 'put'; entry: Entry }
  | { type: 'remove'; socketId: string }
  | { type: 'all'; entries: Entry[] }
  | { type: 'bye' }
);

/** Keeps every node's directory alike: changes are told at once, and a node that missed some asks for all. */
export interface Gossip {
  put(entry: Entry): void;
  remove(socketId: string): void;
  nodes(): number;
  close(): void;
}

interface Options {
  nodeId: string;
  bus: Bus;
  directory: Directory;
  /** Monotonic milliseconds */
  now(): number;
}

interface Other {
  /** The node's last known version; -1 until all its entries are known. */
  version: number;
  heardAt: number;
  askedAt: number;
}

export async function startGossip({ nodeId, bus, directory, now }: Options): Promise<Gossip> {
  const others = new Map<string, Other>();
  let version = 0;
  let isClosed = false;

  /** After the goodbye the ends of sockets are not announced any more. */
  const tell = (channel: string, message: Message) => {
    if (!isClosed) bus.publish(channel, JSON.stringify(message));
  };
  const beat = () => tell(CHANNEL, { node: nodeId, version, type: 'beat' });
  const ownChannel = (node: string) => `${CHANNEL}:${node}`;

  function forget(node: string): void {
    others.delete(node);
    directory.removeNode(node);
  }

  function receive(payload: string): void {
    const message = parseMessage<Message>(payload);
    if (typeof message?.node !== 'string' || message.node === nodeId) return;
    if (message.type === 'bye') return forget(message.node);
    const other = others.get(message.node) ?? { version: -1, heardAt: 0, askedAt: Number.NEGATIVE_INFINITY };
    others.set(message.node, other);
    other.heardAt = now();
    if (message.type === 'hello') beat();
    apply(message, other);
  }

  function apply(message: Message, other: Other): void {
    const isNext = message.version === other.version + 1;
    if (message.type === 'all') {
      directory.removeNode(message.node);
      for (const entry of message.entries) directory.put(message.node, entry);
    } else if (message.type === 'put' && isNext) directory.put(message.node, message.entry);
    else if (message.type === 'remove' && isNext) directory.remove(message.node, message.socketId);
    else if (message.version !== other.version) return ask(message.node, other);
    other.version = message.version;
  }

  function ask(node: string, other: Other): void {
    if (now() - other.askedAt < ASK_INTERVAL_MS) return;
    other.askedAt = now();
    bus.publish(ownChannel(node), nodeId);
  }

  function answer(node: string): void {
    tell(ownChannel(`${node}:all`), { node: nodeId, version, type: 'all', entries: directory.entriesOf(nodeId) });
  }

  function expire(): void {
    for (const [node, { heardAt }] of others) if (now() - heardAt > NODE_EXPIRY_MS) forget(node);
  }

  const unsubscribe = await Promise.all([
    bus.subscribe(CHANNEL, receive),
    bus.subscribe(ownChannel(`${nodeId}:all`), receive),
    bus.subscribe(ownChannel(nodeId), answer),
  ]);
  const hello = () => tell(CHANNEL, { node: nodeId, version, type: 'hello' });
  const stopHello = bus.onState((state) => state === 'up' && hello());
  hello();
  const timer = setInterval(() => {
    beat();
    expire();
  }, BEAT_INTERVAL_MS).unref();

  return {
    put(entry) {
      version++;
      directory.put(nodeId, entry);
      tell(CHANNEL, { node: nodeId, version, type: 'put', entry });
    },
    remove(socketId) {
      version++;
      directory.remove(nodeId, socketId);
      tell(CHANNEL, { node: nodeId, version, type: 'remove', socketId });
    },
    nodes: () => others.size + 1,
    close() {
      clearInterval(timer);
      stopHello();
      tell(CHANNEL, { node: nodeId, version, type: 'bye' });
      isClosed = true;
      for (const end of unsubscribe) end();
    },
  };
}
