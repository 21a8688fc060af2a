import type { Actor } from './actor.ts';
import type { Deps } from './areas/deps.ts';
import type { StreamNameOf } from './contract/envelope.ts';
import type { OperationName, Operations, Output, Parsed } from './contract/index.ts';
import type { CallerSocket, Tx } from './ports.ts';

export interface Client {
  ip: string;
  userAgent?: string;
}

/** One call of an operation: who, when, from where, and its one transaction. */
export interface Call<N extends OperationName = OperationName> {
  actor: Operations[N]['access'] extends 'public' ? Actor | undefined : Actor;
  now: Date;
  requestId: string;
  client: Client;
  connection?: CallerSocket;
  /**
   * The command's transaction; `work` answers the operation's output, which a repeat of the opId gets again.
   * Without `streams` it may append to the caller's own stream.
   */
  commit(work: (tx: Tx) => Promise<Output<N>>, options?: { streams?: string[] }): Promise<Output<N>>;
  /** Another operation of the same caller, whole: checked, limited, and in a transaction of its own. */
  perform(operation: string, input: unknown, opId: string): Promise<Nested>;
}

/** What came of one of several operations that a call carries. */
export interface Nested {
  data: unknown;
  /** It had been applied before: this is the first answer. */
  repeated?: boolean;
}

export type UseCase<N extends OperationName> = (deps: Deps, call: Call<N>, input: Parsed<N>) => Promise<Output<N>>;

/** One function for each operation of a contract: a missing one fails to compile. */
export type UseCases<O> = { [N in keyof O & OperationName]: UseCase<N> };

export const userStream = (userId: string): StreamNameOf<'user'> => `user:${userId}`;
export const courseStream = (courseId: string): StreamNameOf<'course'> => `course:${courseId}`;
