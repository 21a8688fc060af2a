import type { Bus } from '../bus/bus.ts';
import type { Keyspace } from '../bus/keyspace.ts';

const BEAT_INTERVAL_MS = 1_000;
/**
 * How long a node without a new beat counts as alive. Several beats may be lost. Together with the intervals of the node's
 * own beat and of the check, a dead node is found within 10 s [P1].
 */
const NODE_EXPIRY_MS = 7_500;
const NODES = 'presence:nodes';
const CHANNEL = 'presence:goodbye';

/** The living nodes. All nodes count their beats in one hash, and a node whose count stands still is dead. */
export interface Liveness {
  /** Returns false for a dead node. An unknown node is alive, because it may store data before its first beat is read. */
  isAlive(nodeId: string): boolean;
  /** Returns the number of living nodes, including this one. */
  nodes(): number;
  /** Removes a dead node's count, after everything that the node had stored was removed. */
  forget(nodeId: string): Promise<unknown>;
  close(): void;
}

interface Options {
  nodeId: string;
  bus: Bus;
  keyspace: Keyspace;
  /** Returns monotonic milliseconds. */
  now(): number;
  /** Called at each beat for each dead node that is not forgotten. */
  onDead(nodeId: string): void;
  /** Called when a node that was taken for dead beats again. Some of its stored data may have been removed. */
  onReturned(nodeId: string): void;
  /**
   * Called when this node's stored data may be lost: after an outage of Redis, and when this node's count was lost or
   * removed by a node that took this one for dead.
   */
  onLost(): void;
}

interface Other {
  beats: string;
  changedAt: number;
}

export async function startLiveness({
  nodeId,
  bus,
  keyspace,
  now,
  onDead,
  onReturned,
  onLost,
}: Options): Promise<Liveness> {
  const others = new Map<string, Other>();
  const dead = new Set<string>();
  /** The dead nodes that ended properly. A later beat of such a node does not make it alive again. */
  const ended = new Set<string>();
  let ownBeats: number | undefined;

  /**
   * Count a beat and look at the other nodes' counts. While Redis does not answer, no node is declared dead.
   * @returns whether this node's count was lost
   */
  async function beat(): Promise<boolean> {
    const answers = await keyspace.run([
      ['hincrby', NODES, nodeId, 1],
      ['hgetall', NODES],
    ]);
    if (!answers) return false;
    const [beats, known] = answers as [number, Record<string, string>];
    const isLost = ownBeats !== undefined && beats !== ownBeats + 1;
    if (isLost) onLost();
    ownBeats = beats;
    look(known);
    for (const node of dead) onDead(node);
    return isLost;
  }

  function look({ [nodeId]: _own, ...known }: Record<string, string>): void {
    for (const [node, beats] of Object.entries(known)) {
      const other = others.get(node);
      if (other?.beats !== beats) {
        if (!ended.has(node) && dead.delete(node)) onReturned(node);
        others.set(node, { beats, changedAt: now() });
      } else if (now() - other.changedAt > NODE_EXPIRY_MS) dead.add(node);
    }
    for (const node of [...others.keys(), ...dead]) {
      if (node in known) continue;
      others.delete(node);
      dead.delete(node);
      ended.delete(node);
    }
  }

  const stopState = bus.onState((state) => {
    if (state === 'down') return;
    // The other nodes may reconnect to Redis a little later, so their time starts anew.
    for (const other of others.values()) other.changedAt = now();
    // A beat comes first, because others sweep only what belongs to a node with beats.
    void beat().then((isLost) => isLost || onLost());
  });
  await beat();
  const timer = setInterval(beat, BEAT_INTERVAL_MS).unref();
  const unsubscribe = await bus.subscribe(CHANNEL, (node) => {
    if (node === nodeId) return;
    ended.add(node);
    dead.add(node);
    onDead(node);
  });

  return {
    isAlive: (node) => !dead.has(node),
    nodes: () => 1 + [...others.keys()].filter((node) => !dead.has(node)).length,
    forget: (node) => keyspace.run([['hdel', NODES, node]]),
    close() {
      clearInterval(timer);
      stopState();
      bus.publish(CHANNEL, nodeId);
      unsubscribe();
    },
  };
}
