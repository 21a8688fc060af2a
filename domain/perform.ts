import { createHash } from 'node:crypto';
import type { z } from 'zod';
import type { Actor } from './actor.ts';
import { addressKey } from './address-key.ts';
import { admit, requireAuthor } from './admission.ts';
import type { Deps } from './areas/deps.ts';
import type { Call, Client, UseCases } from './call.ts';
import { userStream } from './call.ts';
import { canonical } from './canonical.ts';
import type { OperationSpec } from './contract/define.ts';
import { errorsOf } from './contract/errors-of.ts';
import { errors } from './contract/errors.ts';
import type { ErrorCode } from './contract/errors.ts';
import { operations } from './contract/index.ts';
import type { OperationName, Operations } from './contract/index.ts';
import { DomainError } from './errors.ts';
import { newId } from './ids.ts';
import { parseInput } from './input/parse-input.ts';
import { localDay } from './local-day.ts';
import type { Command, CallerSocket, Limiter, LimitState, Transactions } from './ports.ts';

type Spec = OperationSpec<z.ZodType, z.ZodType>;

export interface Request {
  operation: string;
  /** Reads the input. It is called after the rate limits and the access check, so that refused calls cost little. */
  input(): unknown;
  door: 'rest' | 'socket';
  requestId: string;
  client: Client;
  actor?: Actor;
  /** A UUID made by the client (idempotency key). A repeated call with the same opId gets the first answer [M2]. */
  opId?: string;
  connection?: CallerSocket;
  /**
   * Called when the rate limits have counted the call, with the limit that has the fewest calls left. It is called even
   * if the call is refused later.
   */
  onCounted?(limit: LimitState): void;
}

export interface Performed {
  data: unknown;
  /** Whether an earlier call with this opId was applied. `data` is then the answer of the earlier call [M2]. */
  repeated?: boolean;
}

export type Perform = (request: Request) => Promise<Performed>;

interface Parts {
  deps: Deps;
  useCases: UseCases<Operations>;
  transactions: Transactions;
  limiter: Limiter;
  now(): Date;
  /**
   * Called when a use case throws an error that its operation does not declare, which means that the contract is wrong.
   */
  onUndeclared(operation: OperationName, code: ErrorCode): void;
  /**
   * Wraps the function that performs operations, so that each is measured, including an operation that is performed
   * inside another.
   */
  measure(perform: Perform): Perform;
}

const DAY_SECONDS = 86_400;
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/**
 * Return the function through which both REST and sockets call the domain. It finds the operation, counts the call in
 * its rate limits, checks the access, reads the input and runs the use case.
 */
export function createPerform({ deps, useCases, transactions, limiter, now, onUndeclared, measure }: Parts): Perform {
  // `call.perform` uses this function too, so that an operation performed inside another one is measured as well.
  const measured = measure(perform);
  return measured;

  async function perform(request: Request): Promise<Performed> {
    const name = lookUp(request);
    const spec: Spec = operations[name];
    const key = request.actor ? `user:${request.actor.userId}` : addressKey(request.client.ip);
    const limit = await takeLimits(name, spec, key);
    if (limit) request.onCounted?.(limit);
    const actor = admit(spec, request.actor);
    const input = parseInput(spec, await request.input());
    const op =
      spec.writes && actor
        ? { id: checkOpId(request.opId) ?? newId(), operation: name, inputHash: hashInput(name, input) }
        : undefined;
    // A repeated opId does not count towards the daily limit again [M2].
    const hasOpId = request.opId !== undefined;
    if (spec.perDay && actor && !(hasOpId && (await firstAnswer(actor, op))))
      await takeOfToday(name, spec.perDay, key, actor);
    let repeated = false;
    const call = {
      actor,
      now: now(),
      requestId: request.requestId,
      client: request.client,
      connection: request.connection,
      async commit(work, options) {
        const streams = options?.streams ?? (actor ? [userStream(actor.userId)] : []);
        const committed = await transactions.run({ userId: actor?.userId, streams, op }, work);
        repeated = committed.repeated;
        return committed.result;
      },
      perform: (operation, nested, opId) =>
        measured({ ...request, operation, input: () => nested, opId, onCounted: undefined }),
    } as Call;
    const run = useCases[name] as (deps: Deps, call: Call, input: unknown) => Promise<unknown>;
    try {
      await requireAuthor(spec, deps.read(), input, actor);
      return { data: await run(deps, call, input), repeated };
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      // A repeated opId gets the first answer, even if something that its input names has been deleted since [M2].
      const first = hasOpId && !errors[error.code].retryable ? await firstAnswer(actor, op) : undefined;
      if (first) return { data: first.result, repeated: true };
      if (!errorsOf(spec).has(error.code)) onUndeclared(name, error.code);
      throw error;
    }
  }

  async function firstAnswer(actor: Actor | undefined, op: Command['op']): Promise<{ result: unknown } | undefined> {
    return actor && op && transactions.applied({ userId: actor.userId, ...op });
  }

  /**
   * Count the call in the operation's rate limits. This happens before the input is read, so that calls with invalid
   * input count too.
   */
  async function takeLimits(name: OperationName, { limits, perMinute }: Spec, key: string) {
    let tightest: LimitState | undefined;
    const took = (state: LimitState) => {
      if (!tightest || state.remaining < tightest.remaining) tightest = state;
    };
    for (const bucket of limits) took(await limiter.take(bucket, key));
    if (perMinute) took(await limiter.takeOwn(name, key, perMinute, 60));
    return tightest;
  }

  async function takeOfToday(name: OperationName, perDay: number, key: string, { userId }: Actor): Promise<void> {
    const user = await deps.read().users.find(userId);
    const today = localDay(now().toISOString(), user?.timezone ?? 'UTC', 0);
    await limiter.takeOwn(name, `${key}:${today}`, perDay, 2 * DAY_SECONDS);
  }
}

function lookUp({ operation, door }: Request): OperationName {
  if (!Object.hasOwn(operations, operation))
    throw new DomainError('unknown_operation', `There is no operation "${operation.slice(0, 100)}"`);
  const spec: Spec = operations[operation as OperationName];
  const open = door === 'rest' ? spec.rest : spec.socket !== false;
  if (!open) throw new DomainError('unknown_operation', `"${operation}" is not available over this transport`);
  return operation as OperationName;
}

function checkOpId(opId: string | undefined): string | undefined {
  if (opId === undefined || UUID.test(opId)) return opId?.toLowerCase();
  throw new DomainError('validation_failed', 'opId (Idempotency-Key) must be a UUID', [
    { path: 'opId', message: 'must be a UUID' },
  ]);
}

/**
 * Hash the parsed input and not the received text, because the parsed input is the same for REST and sockets and for
 * any order of keys [M2].
 */
function hashInput(operation: string, input: unknown): string {
  return createHash('sha256').update(operation).update(canonical(input)).digest('hex');
}
