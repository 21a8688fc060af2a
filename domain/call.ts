import type { Actor } from './actor.ts';
import type { Deps } from './areas/deps.ts';
import type { StreamNameOf } from './contract/envelope.ts';
import type { OperationName, Operations, Output, Parsed } from './contract/index.ts';
import type { CallerSocket, Tx } from './ports.ts';

export interface Client {
  ip: string;
  userAgent?: string;
}

/**
 * One call of an operation: the caller, the time, the caller's device, and functions that run the transaction and call
 * other operations.
 */
export interface Call<N extends OperationName = OperationName> {
  actor: Operations[N]['access'] extends 'public' ? Actor | undefined : Actor;
  now: Date;
  requestId: string;
  client: Client;
  connection?: CallerSocket;
  /**
   * Run the operation's transaction. The value that `work` returns is the answer of the operation. A repeated call with
   * the same opId (idempotency key) gets the same answer again. Without `streams` the transaction may append events
   * only to the caller's own stream.
   */
  commit(work: (tx: Tx) => Promise<Output<N>>, options?: { streams?: string[] }): Promise<Output<N>>;
  /** Perform another operation for the same caller, with all checks and limits, in a separate transaction. */
  perform(operation: string, input: unknown, opId: string): Promise<Nested>;
}

/**
 * The outcome of an operation that was performed inside another one. For example, `progress.sync` performs each
 * operation that waited on a device.
 */
export interface Nested {
  data: unknown;
  /** Whether an earlier call with this opId was applied. `data` is then the answer of the earlier call. */
  repeated?: boolean;
}

export type UseCase<N extends OperationName> = (deps: Deps, call: Call<N>, input: Parsed<N>) => Promise<Output<N>>;

/** One function for each operation of a contract. If a function is missing, the code does not compile. */
export type UseCases<O> = { [N in keyof O & OperationName]: UseCase<N> };

export const userStream = (userId: string): StreamNameOf<'user'> => `user:${userId}`;
export const courseStream = (courseId: string): StreamNameOf<'course'> => `course:${courseId}`;
