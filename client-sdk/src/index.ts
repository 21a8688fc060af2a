import type { Input, Output } from '../../domain/contract/index.ts';
import { callRest } from './rest.ts';
import type { KeyValue } from './stores.ts';
import type { TokenPair, TokenStore } from './tokens.ts';

export { connect } from './client.ts';
export type { Ask, CallOptions, Client, Credentials, Options } from './client.ts';
export type { ConnectionState } from './connection.ts';
export { CoursesideError } from './errors.ts';
export type { QueuedOperation } from './batch.ts';
export type { Outcome, Queue, Waiting } from './queue.ts';
export type { Chunk, Reply } from './replies.ts';
export { indexedDbStore, localStorageStore, memoryStore } from './stores.ts';
export type { KeyValue } from './stores.ts';
export type { TokenPair, TokenStore } from './tokens.ts';

export async function register(url: string, input: Input<'auth.register'>): Promise<Output<'auth.register'>> {
  return (await callRest(url, 'auth.register', input)) as Output<'auth.register'>;
}

export async function login(url: string, input: Input<'auth.login'>): Promise<Output<'auth.login'>> {
  return (await callRest(url, 'auth.login', input)) as Output<'auth.login'>;
}

/** Tokens kept in a store that all tabs share. */
export function tokenStore(store: KeyValue, key = 'tokens'): TokenStore {
  return {
    get: () => store.get<TokenPair>(key),
    set: (tokens) => store.set(key, tokens),
    clear: () => store.remove(key),
  };
}
