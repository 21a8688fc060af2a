import type { z } from 'zod';
import type { StreamKind } from './envelope.ts';
import type { ErrorCode } from './errors.ts';

/**
 * The callers that may call an operation. `perform` checks them before the use case runs. `author` names the field of
 * the input that contains the id of a course or module. Only the owner of that course may call the operation.
 */
export type Access = 'public' | 'user' | 'premium' | 'admin' | { author: CourseParameter };

/** The input fields from which a course can be found. */
export type CourseParameter = 'courseId' | 'moduleId';

/** The name of a token bucket that several operations share [B3]. */
export type LimitName = 'auth' | 'chat' | 'llm' | 'api' | 'search' | 'live';

export interface RestRoute {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /**
   * The path below `/api/v1`, with parameters such as `:courseId`. The fields that are not in the path come from the
   * query (GET, DELETE) or the body.
   */
  path: string;
  status?: 200 | 201 | 202 | 204;
  /**
   * The answer on REST, if it differs from the answer on the socket. The REST request waits until the tutor's reply is
   * complete and answers with the reply in this form.
   */
  waitsFor?: { what: 'reply'; output: z.ZodType };
  /** The operation answers with Server-Sent Events instead of JSON. */
  streams?: boolean;
}

export interface OperationSpec<I extends z.ZodType, O extends z.ZodType> {
  summary: string;
  /** The REST route. Without a route the operation can be called only through the socket. */
  rest?: RestRoute;
  /** `false` means that the operation can't be called through the socket. */
  socket?: false;
  access: Access;
  limits: readonly LimitName[];
  /** The most calls per minute of this operation alone. */
  perMinute?: number;
  /** The most calls per day. The day begins at the user's local midnight. */
  perDay?: number;
  /**
   * The operation changes state: it takes an opId (idempotency key), and a repeated call with the same opId is not
   * applied again [M1, M2].
   */
  writes?: true;
  /** The SDK queues the operation while the device is offline [M4]. */
  offline?: true;
  /** The answer identifies a person or contains their credentials, so no cache may store it. */
  personal?: true;
  /** The largest input in bytes of JSON. The default is 8 KiB [B2]. */
  maxBytes?: number;
  input: I;
  output: O;
  /** Errors that the use case itself can throw. `errorsOf` adds the errors that every operation can throw. */
  errors?: readonly ErrorCode[];
  example: { input: z.input<I>; output: z.input<O> };
}

/**
 * Declare an operation. The REST route, the socket event, the handler's type, the SDK method, OpenAPI and AsyncAPI are
 * all derived from this one entry.
 */
export function operation<I extends z.ZodType, O extends z.ZodType, const S extends OperationSpec<I, O>>(
  spec: S & OperationSpec<I, O> & { input: I; output: O },
): S & { input: I; output: O } {
  return spec;
}

/** Declare a durable event. It is stored in a stream with a sequence number (seq) and delivered exactly once [S1]. */
export function event<const K extends StreamKind, D extends z.ZodType>(stream: K, summary: string, data: D) {
  return { kind: 'durable' as const, stream, summary, data };
}

/** Declare an ephemeral event. It is never stored, and it is dropped first when a connection is slow [P2]. */
export function signal<D extends z.ZodType>(summary: string, data: D) {
  return { kind: 'ephemeral' as const, summary, data };
}
