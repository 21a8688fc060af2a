import type { Actor } from './actor.ts';
import type { Deps } from './areas/deps.ts';
import type { StreamNameOf } from './contract/envelope.ts';
import type { OperationName, Operations, Output, Parsed } from './contract/index.ts';
import type { CallerSocket, Tx } from './ports.ts';

export interface Client {
  ip: string;
  userAgent?: string;
}

/** One call of an operation: who makes it, when, from where, and the transaction it may use. */
export interface Call<N extends OperationName = OperationName> {
  actor: Operations[N]['access'] extends 'public' ? Actor | undefined : Actor;
  now: Date;
  requestId: string;
  client: Client;
  connection?: CallerSocket;
  /**
   * Run the command's transaction. What `work` returns is the operation's output; a repeat of the opId gets it again.
   * Without `streams` the transaction may append to the caller's own stream only.
   */
  commit(work: (tx: Tx) => Promise<Output<N>>, options?: { streams?: string[] }): Promise<Output<N>>;
  /** Perform another operation for the same caller, with all checks and limits, in a transaction of its own. */
  perform(operation: string, input: unknown, opId: string): Promise<Nested>;
}

/** The outcome of one operation that another one carried, such as those of `progress.sync`. */
export interface Nested {
  data: unknown;
  /** The opId was applied before; `data` is the first answer. */
  repeated?: boolean;
}

export type UseCase<N extends OperationName> = (deps: Deps, call: Call<N>, input: Parsed<N>) => Promise<Output<N>>;

/** One function for each operation of a contract: a missing one fails to compile. */
export type UseCases<O> = { [N in keyof O & OperationName]: UseCase<N> };

export const userStream = (userId: string): StreamNameOf<'user'> => `user:${userId}`;
export const courseStream = (courseId: string): StreamNameOf<'course'> => `course:${courseId}`;
