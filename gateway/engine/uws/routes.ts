import type { HttpRequest, HttpResponse, TemplatedApp, WebSocketBehavior } from 'uWebSockets.js';
import type { EngineOptions } from '../engine.ts';
import { isAmbiguouslyFramed } from '../framing.ts';
import type { UwsApp } from './load.ts';
import { refuseAtOnce } from './refusal.ts';
import { endAsUtf8, sendAsUtf8, utf8 } from './text.ts';

type Pressure = Pick<EngineOptions, 'maxBackpressure' | 'onSlowConsumer'>;
type RequestListener = Parameters<TemplatedApp['any']>[1];

/** The methods of a uWebSockets.js app that Engine.IO uses. */
export interface EngineIoApp {
  any(pattern: string, listener: RequestListener): EngineIoApp;
  ws<Data>(pattern: string, behavior: WebSocketBehavior<Data>): EngineIoApp;
  publish: TemplatedApp['publish'];
}

/**
 * Wrap an app for Engine.IO to attach to. The wrapper copies binary messages [E1], closes slow sockets [E2], encodes
 * text as UTF-8, and refuses requests that would end the process [E11].
 */
export function engineIoApp(app: UwsApp, options: Pressure): EngineIoApp {
  const guarded: EngineIoApp = {
    any(pattern, listener) {
      app.any(pattern, (res, req) => {
        const joined = withJoinedHeaders(req);
        if (!joined) return refuseAtOnce(res);
        endAsUtf8(res);
        // Engine.IO would never answer a request that names the WebSocket transport but is no upgrade.
        if (transportOf(req) === 'websocket') refuse(res, 'Bad request');
        else listener(res, joined);
      });
      return guarded;
    },
    ws(pattern, behavior) {
      app.ws(pattern, { ...behavior, ...losslessOver(behavior, options) });
      return guarded;
    },
    publish: (topic, message, ...rest) => app.publish(topic, utf8(message), ...rest),
  };
  return guarded;
}

function losslessOver<Data>(
  behavior: WebSocketBehavior<Data>,
  { maxBackpressure, onSlowConsumer }: Pressure,
): WebSocketBehavior<Data> {
  // uWebSockets.js may drop several messages before it closes the connection. `onSlowConsumer` is called once for all.
  const cutOff = new WeakSet<object>();
  const { upgrade, open, message } = behavior;
  return {
    maxBackpressure,
    // Without this option, uWebSockets.js would silently drop messages beyond the limit. A client whose connection is
    // closed resumes from its cursor [E2].
    closeOnBackpressureLimit: 1,
    dropped(socket) {
      if (cutOff.has(socket)) return;
      cutOff.add(socket);
      onSlowConsumer?.();
    },
    // A polling request with an `Upgrade` header is refused here. Engine.IO would answer it twice, which throws outside
    // of any handler [E11].
    upgrade(res, req, context) {
      const joined = withJoinedHeaders(req);
      if (!joined) refuseAtOnce(res);
      else if (transportOf(req) === 'websocket') void upgrade?.(res, joined, context);
      else refuse(res, 'Transport unknown');
    },
    open(socket) {
      sendAsUtf8(socket);
      return open?.(socket);
    },
    // Binary messages are copied, because Socket.IO keeps them after this callback, and uWebSockets.js then reuses
    // their memory [E1].
    message: (socket, payload, isBinary) => message?.(socket, isBinary ? payload.slice(0) : payload, isBinary),
  };
}

function transportOf(req: HttpRequest): string | null {
  return new URLSearchParams(req.getQuery()).get('transport');
}

/**
 * Join repeated header lines. Engine.IO would keep only the last line, for example of an X-Forwarded-For that two
 * proxies wrote [E11].
 *
 * @returns undefined for headers that leave open where the body ends
 */
function withJoinedHeaders(req: HttpRequest): HttpRequest | undefined {
  const headers = new Map<string, string>();
  req.forEach((name, value) => headers.set(name, headers.has(name) ? `${headers.get(name)}, ${value}` : value));
  if (isAmbiguouslyFramed(headers.get('content-length'), headers.get('transfer-encoding'))) return undefined;
  req.forEach = (each) => headers.forEach((value, name) => each(name, value));
  return req;
}

/** Answer 400 with the same JSON body as Engine.IO's own refusals. */
function refuse(res: HttpResponse, message: string): void {
  const code = message === 'Transport unknown' ? 0 : 3;
  res.writeStatus('400 Bad Request').writeHeader('Content-Type', 'application/json');
  res.end(JSON.stringify({ code, message }));
}
