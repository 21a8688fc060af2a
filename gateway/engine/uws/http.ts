import type { HttpRequest } from 'uWebSockets.js';
import type { EngineOptions, RequestHandler } from '../engine.ts';
import { badRequest, internalError, notFound } from '../fallback-responses.ts';
import { peerAddress } from '../peer-address.ts';
import { type Exchange, openExchange, readHeaders, toRequest } from './exchange.ts';
import type { UwsApp } from './load.ts';
import { refuseAtOnce } from './refusal.ts';
import { sendResponse } from './response.ts';

/**
 * Answer every request that matches no other route.
 *
 * @returns a function that sets the request handler
 */
export function serveHttp(app: UwsApp, options: EngineOptions): (handler: RequestHandler) => void {
  let handler: RequestHandler = notFound;
  app.any('/*', (res, req) => {
    const headers = readHeaders(req);
    if (!headers) return refuseAtOnce(res);
    const ip = peerAddress(Buffer.from(res.getRemoteAddressAsText()).toString());
    const exchange = openExchange(res, req);
    void answer(
      exchange,
      respond(exchange, req, headers, (request) => handler(request, { ip }), options),
      options,
    );
  });
  return (next) => {
    handler = next;
  };
}

/**
 * Call the handler. `req` is valid only in the turn of the event loop in which uWebSockets.js announces the request, so
 * it is read before the first `await`.
 */
async function respond(
  exchange: Exchange,
  req: HttpRequest,
  headers: Headers,
  handle: (request: Request) => Promise<Response>,
  options: EngineOptions,
): Promise<Response> {
  let request: Request;
  try {
    request = toRequest(exchange, req, headers);
  } catch {
    return badRequest();
  }
  try {
    return await handle(request);
  } catch (error) {
    return internalError(error, options);
  }
}

async function answer(exchange: Exchange, response: Promise<Response>, options: EngineOptions): Promise<void> {
  try {
    await sendResponse(exchange, await response);
  } catch (error) {
    if (exchange.aborted.aborted) return;
    options.warn(`a response broke off: ${error instanceof Error ? error.message : error}`);
    exchange.res.close();
  }
}
