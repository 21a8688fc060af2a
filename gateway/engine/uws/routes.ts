import type { HttpRequest, HttpResponse, TemplatedApp, WebSocketBehavior } from 'uWebSockets.js';
import type { EngineOptions } from '../engine.ts';
import { isAmbiguouslyFramed } from '../framing.ts';
import type { UwsApp } from './load.ts';
import { refuseAtOnce } from './refusal.ts';
import { endAsUtf8, sendAsUtf8, utf8 } from './text.ts';

type Pressure = Pick<EngineOptions, 'maxBackpressure' | 'onSlowConsumer'>;
type RequestListener = Parameters<TemplatedApp['any']>[1];

/** What Engine.IO uses of a uWebSockets.js app. */
export interface EngineIoApp {
  any(pattern: string, listener: RequestListener): EngineIoApp;
  ws<Data>(pattern: string, behavior: WebSocketBehavior<Data>): EngineIoApp;
  publish: TemplatedApp['publish'];
}

/** An app for Engine.IO to attach to, without the traps [E1] and [E2], text that is not UTF-8, and requests it does not survive. */
export function engineIoApp(app: UwsApp, options: Pressure): EngineIoApp {
  const guarded: EngineIoApp = {
    any(pattern, listener) {
      app.any(pattern, (res, req) => {
        const joined = withJoinedHeaders(req);
        if (!joined) return refuseAtOnce(res);
        endAsUtf8(res);
        // Engine.IO leaves a plain request for a WebSocket session unanswered until the client gives up.
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
  // Several messages may be dropped before the one connection is closed.
  const cutOff = new WeakSet<object>();
  const { upgrade, open, message } = behavior;
  return {
    maxBackpressure,
    // Messages beyond the limit are dropped in silence otherwise; a closed client comes back by its cursor [E2].
    closeOnBackpressureLimit: 1,
    dropped(socket) {
      if (cutOff.has(socket)) return;
      cutOff.add(socket);
      onSlowConsumer?.();
    },
    // A poll that asks for an upgrade would be answered twice, which throws outside of any handler.
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
    // The memory is uWebSockets.js's own and is reused once this returns; Socket.IO keeps attachments longer [E1].
    message: (socket, payload, isBinary) => message?.(socket, isBinary ? payload.slice(0) : payload, isBinary),
  };
}

function transportOf(req: HttpRequest): string | null {
  return new URLSearchParams(req.getQuery()).get('transport');
}

/**
 * Engine.IO keeps the last line of a header that stands in several, as a second proxy's X-Forwarded-For may.
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

/** In the form of Engine.IO's own refusals. */
function refuse(res: HttpResponse, message: string): void {
  const code = message === 'Transport unknown' ? 0 : 3;
  res.writeStatus('400 Bad Request').writeHeader('Content-Type', 'application/json');
  res.end(JSON.stringify({ code, message }));
}
