import type { Bus } from '../bus/bus.ts';
import type { Keyspace } from '../bus/keyspace.ts';

const BEAT_INTERVAL_MS = 1_000;
/**
 * How long a node counts as alive after its latest heartbeat, so that it can miss several. Together with the interval
 * of the heartbeats and the interval of this check, a dead node is found within 10 s [P1].
 */
const NODE_EXPIRY_MS = 7_500;
const NODES = 'presence:nodes';
const CHANNEL = 'presence:goodbye';

/**
 * Knows which nodes are alive. Once a second, each node increments its own counter in a Redis hash: this is its
 * heartbeat. A node whose counter stands still is dead.
 */
export interface Liveness {
  /**
   * Returns false for a dead node. An unknown node counts as alive, because a node may store data before its first
   * heartbeat is read.
   */
  isAlive(nodeId: string): boolean;
  /** Returns the number of living nodes, including this one. */
  nodes(): number;
  /** Removes a dead node's counter. Call it after everything that the node had stored was removed. */
  forget(nodeId: string): Promise<unknown>;
  close(): void;
}

interface Options {
  nodeId: string;
  bus: Bus;
  keyspace: Keyspace;
  /** Returns monotonic milliseconds. */
  now(): number;
  /** Called for each dead node, again at each heartbeat of this node, until `forget` has removed the dead node. */
  onDead(nodeId: string): void;
  /** Called when a node that counted as dead sends heartbeats again. Some of its stored data may have been removed. */
  onReturned(nodeId: string): void;
  /**
   * Called when this node's stored data may be lost. This is so after an outage of Redis, and when this node's counter
   * was lost or was removed by a node that considered this node dead.
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
  /** The dead nodes that announced their end. A later heartbeat of such a node does not make it alive again. */
  const ended = new Set<string>();
  let ownBeats: number | undefined;

  /**
   * Send a heartbeat and check the counters of the other nodes. While Redis does not answer, no node is declared dead.
   *
   * @returns whether this node's counter was lost
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
    // The other nodes may reconnect to Redis a little later than this node, so each gets the whole time again.
    for (const other of others.values()) other.changedAt = now();
    // The heartbeat comes before `onLost` stores data again. Data of a node that has no counter would never be removed.
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
