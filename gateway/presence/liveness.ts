import type { Bus } from '../bus/bus.ts';
import type { Keyspace } from '../bus/keyspace.ts';

const BEAT_INTERVAL_MS = 1_000;
/** How long a node without a beat counts as alive. Several may be lost; with two beats' time around it, less than 10 s [P1]. */
const NODE_EXPIRY_MS = 7_500;
const NODES = 'presence:nodes';
const CHANNEL = 'presence:goodbye';

/** Which nodes live. Each counts its beats in one hash; a node whose count stands still is dead. */
export interface Liveness {
  /** A node that is not known yet lives: it may have stored something before its first beat was seen. */
  isAlive(nodeId: string): boolean;
  /** Living nodes, this one included. */
  nodes(): number;
  /** Nothing of a dead node is stored any more. */
  forget(nodeId: string): Promise<unknown>;
  close(): void;
}

interface Options {
  nodeId: string;
  bus: Bus;
  keyspace: Keyspace;
  /** Monotonic milliseconds */
  now(): number;
  /** Called at each beat for each dead node that is not forgotten. */
  onDead(nodeId: string): void;
  /** Called when a node that was believed dead beats again: some of what it stored may have been removed. */
  onReturned(nodeId: string): void;
  /** Redis has lost this node's beats or the others believed it dead: what it stored may be gone. */
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
  /** Of the dead, those that said goodbye: a beat of theirs that is read later changes nothing. */
  const ended = new Set<string>();
  let ownBeats: number | undefined;

  /** Nobody is judged while Redis does not answer. @returns whether this node's beats were lost */
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
    // The others may find Redis a little later.
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
