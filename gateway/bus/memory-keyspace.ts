import type { Command, Keyspace } from './keyspace.ts';

/**
 * Open a keyspace in the memory of this process. `set` ignores the expiry, so a lock is held for ever. This does no
 * harm: a lock only keeps other nodes out, and a server with this keyspace has one node.
 */
export function openMemoryKeyspace(): Keyspace {
  const hashes = new Map<string, Map<string, string>>();
  const sets = new Map<string, Set<string>>();
  const texts = new Map<string, string>();
  const hash = (key: string) => hashes.get(key) ?? new Map<string, string>();
  const members = (key: string) => sets.get(key) ?? new Set<string>();

  function answer([name, key, ...args]: Command): unknown {
    const [first = '', second = ''] = args.map(String);
    switch (name) {
      case 'hset':
        return hashes.set(key, hash(key).set(first, second)) && 1;
      case 'hdel':
        for (const field of args) hashes.get(key)?.delete(String(field));
        return hashes.get(key)?.size === 0 ? Number(hashes.delete(key)) : 1;
      case 'hgetall':
        return Object.fromEntries(hash(key));
      case 'hincrby': {
        const next = Number(hash(key).get(first) ?? 0) + Number(second);
        hashes.set(key, hash(key).set(first, String(next)));
        return next;
      }
      case 'sadd':
        sets.set(key, members(key));
        for (const member of args) sets.get(key)?.add(String(member));
        return args.length;
      case 'srem':
        for (const member of args) sets.get(key)?.delete(String(member));
        return args.length;
      case 'sscan':
        return ['0', [...members(key)]];
      case 'set':
        return texts.has(key) ? null : texts.set(key, first) && 'OK';
    }
  }

  return { run: async (commands) => commands.map(answer) };
}
