import type { HttpRequest, HttpResponse } from 'uWebSockets.js';
import { isAmbiguouslyFramed } from '../framing.ts';
import { type RequestBody, readBody } from './request-body.ts';

/**
 * Characters that are not allowed in a Host header, because they would end the host part of the URL made from it. The
 * client could then choose another path.
 */
const NOT_A_HOST = /[/?#@\\]/;

/** One HTTP request on uWebSockets.js, until it is answered or its client disconnects. */
export interface Exchange {
  readonly res: HttpResponse;
  readonly method: string;
  readonly aborted: AbortSignal;
  readonly body: RequestBody | undefined;
}

/**
 * Set all listeners on a request. uWebSockets.js requires this in the turn of the event loop in which it announces the
 * request.
 */
export function openExchange(res: HttpResponse, req: HttpRequest): Exchange {
  const controller = new AbortController();
  res.onAborted(() => controller.abort(new DOMException('the client closed the connection', 'AbortError')));
  const method = req.getCaseSensitiveMethod();
  const hasBody = method !== 'GET' && method !== 'HEAD';
  return { res, method, aborted: controller.signal, body: hasBody ? readBody(res, controller.signal) : undefined };
}

/**
 * Read the headers. @returns undefined for headers that Fetch does not allow, or that leave open where the body ends
 */
export function readHeaders(req: HttpRequest): Headers | undefined {
  const headers = new Headers();
  try {
    req.forEach((name, value) => headers.append(name, value));
  } catch {
    return undefined;
  }
  return isAmbiguouslyFramed(headers.get('content-length'), headers.get('transfer-encoding')) ? undefined : headers;
}

/** Make a Fetch request. @throws TypeError for a method or URL that Fetch does not allow */
export function toRequest({ method, body, aborted }: Exchange, req: HttpRequest, headers: Headers): Request {
  const host = headers.get('host') || 'localhost';
  const path = req.getUrl();
  if (NOT_A_HOST.test(host) || !path.startsWith('/')) throw new TypeError('not an origin-form request');
  const query = req.getQuery();
  const init: RequestInit & { duplex: 'half' } = { method, headers, signal: aborted, duplex: 'half' };
  return new Request(`http://${host}${path}${query ? `?${query}` : ''}`, body ? { ...init, body: body.stream } : init);
}
