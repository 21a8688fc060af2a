/** A Redis command on one key. */
export type Command = [
  name: 'hset' | 'hdel' | 'hgetall' | 'hincrby' | 'sadd' | 'srem' | 'sscan' | 'set',
  key: string,
  ...args: (string | number)[],
];

/** Hashes and sets that all nodes share. Redis may lose them, so each node is able to write its own data again. */
export interface Keyspace {
  /**
   * Runs the commands in order, in one round trip.
   *
   * @returns the answers of Redis, with each hash as an object; undefined while Redis can't be reached
   */
  run(commands: Command[]): Promise<unknown[] | undefined>;
}
