/** A command on one key, as Redis names it. */
export type Command = [
  name: 'hset' | 'hdel' | 'hgetall' | 'hincrby' | 'sadd' | 'srem' | 'sscan' | 'set',
  key: string,
  ...args: (string | number)[],
];

/** Hashes and sets that all nodes share. They may be lost, so each node can write its own part again. */
export interface Keyspace {
  /**
   * Runs the commands in order, in one round trip.
   *
   * @returns their answers as Redis gives them, a hash as an object; undefined while Redis is away
   */
  run(commands: Command[]): Promise<unknown[] | undefined>;
}
