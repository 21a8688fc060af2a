import type { z } from 'zod';
import type { StreamKind } from './envelope.ts';
import type { ErrorCode } from './errors.ts';

/**
 * Who may call; the door checks it before the use case runs. `author` names the input's id that leads to the course whose
 * owner alone may call.
 */
export type Access = 'public' | 'user' | 'premium' | 'admin' | { author: CourseParameter };

/** An id that leads to one course. */
export type CourseParameter = 'courseId' | 'moduleId';

/** A shared bucket of CONTRACT "Rate limits". */
export type LimitName = 'auth' | 'chat' | 'llm' | 'api' | 'search' | 'live';

export interface RestDoor {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Below `/api/v1`, parameters as `:courseId`; the rest of the input is the query (GET, DELETE) or the body. */
  path: string;
  status?: 200 | 201 | 202 | 204;
  /** The answer on REST where it differs from the socket's: the request waits for the reply and renders it. */
  waitsFor?: { what: 'reply'; output: z.ZodType };
  /** Answers with Server-Sent Events instead of JSON. */
  streams?: boolean;
}

export interface OperationSpec<I extends z.ZodType, O extends z.ZodType> {
  summary: string;
  /** The REST route; without one the operation goes through the socket only. */
  rest?: RestDoor;
  /** `false` keeps the operation off the socket. */
  socket?: false;
  access: Access;
  limits: readonly LimitName[];
  /** At most so many a minute for this operation alone. */
  perMinute?: number;
  /** At most so many a day, rolling at the user's local midnight. */
  perDay?: number;
  /** Changes state: takes an opId and is applied once [M1, M2]. */
  writes?: true;
  /** The SDK queues it while offline [M4]. */
  offline?: true;
  /** Its answer says who someone is, or lets one be them: no cache keeps it. */
  personal?: true;
  /** The largest input in bytes of JSON; 8 KiB unless told [B2]. */
  maxBytes?: number;
  input: I;
  output: O;
  /** What its use case can throw beyond what every operation can; `errorsOf` gives them all. */
  errors?: readonly ErrorCode[];
  example: { input: z.input<I>; output: z.input<O> };
}

/** One entry gives REST route, socket event, handler type, SDK method, OpenAPI and AsyncAPI. */
export function operation<I extends z.ZodType, O extends z.ZodType, const S extends OperationSpec<I, O>>(
  spec: S & OperationSpec<I, O> & { input: I; output: O },
): S & { input: I; output: O } {
  return spec;
}

/** A durable event: stored in a stream with a seq, delivered exactly once [S1]. */
export function event<const K extends StreamKind, D extends z.ZodType>(stream: K, summary: string, data: D) {
  return { kind: 'durable' as const, stream, summary, data };
}

/** An ephemeral event: never stored, dropped first under pressure [P2]. */
export function signal<D extends z.ZodType>(summary: string, data: D) {
  return { kind: 'ephemeral' as const, summary, data };
}
