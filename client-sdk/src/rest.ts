import type { OperationName } from '../../domain/contract/index.ts';
import { aborted, CoursesideError } from './errors.ts';
import type { Failure } from './errors.ts';
import { table } from './generated/operations.ts';

/**
 * Perform an operation over REST.
 * @throws CoursesideError the server's error, `offline` if no answer came, `unavailable` if a proxy answered instead of
 * the service
 */
export async function callRest(
  url: string,
  operation: OperationName,
  input: object,
  { token, opId, signal }: { token?: string; opId?: string; signal?: AbortSignal } = {},
): Promise<unknown> {
  const { rest } = table[operation];
  if (!rest)
    throw new CoursesideError({
      code: 'unknown_operation',
      message: `${operation} works over the socket only`,
      retryable: false,
    });
  const left: { [name: string]: unknown } = { ...input };
  const path = rest.path.replaceAll(/:(\w+)/g, (_match, name: string) => {
    const value = left[name];
    delete left[name];
    return encodeURIComponent(String(value));
  });
  const given = Object.entries(left).filter(([, value]) => value !== undefined);
  const hasBody = rest.method !== 'GET' && rest.method !== 'DELETE';
  const query = hasBody ? '' : `?${new URLSearchParams(given.map(([name, value]) => [name, String(value)]))}`;
  const answer = await send(`${url}/api/v1${path}${query === '?' ? '' : query}`, {
    method: rest.method,
    headers: {
      ...(hasBody && { 'content-type': 'application/json' }),
      ...(token && { authorization: `Bearer ${token}` }),
      ...(opId && { 'idempotency-key': opId }),
    },
    ...(hasBody && { body: JSON.stringify(Object.fromEntries(given)) }),
    ...(signal && { signal }),
  });
  if (answer.status === 204) return {};
  const body: unknown = await answer.json().catch(() => undefined);
  if (answer.ok && body !== undefined) return body;
  if (signal?.aborted) throw aborted();
  const { detail, title, ...problem } = (body ?? {}) as Partial<Failure & { detail: string; title: string }>;
  const { code, retryable = false } = problem;
  // A load balancer or a captive portal answers without one of the service's error codes.
  if (!code)
    throw new CoursesideError({
      code: 'unavailable',
      message: `The answer did not come from the service: HTTP ${answer.status}`,
      retryable: true,
    });
  throw new CoursesideError({ ...problem, code, retryable, message: detail ?? title ?? code });
}

async function send(url: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(url, init);
  } catch (error) {
    if (init.signal?.aborted) throw aborted();
    throw new CoursesideError({
      code: 'offline',
      message: `The server can’t be reached: ${(error as Error).message}`,
      retryable: true,
    });
  }
}
