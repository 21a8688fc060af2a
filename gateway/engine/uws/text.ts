import type { HttpResponse, RecognizedString, WebSocket } from 'uWebSockets.js';

type Send<Data> = WebSocket<Data>['send'];

/**
 * Encode text as UTF-8. uWebSockets.js writes a string without characters beyond U+00FF as Latin-1. A WebSocket text
 * frame with an "é" would then be invalid UTF-8, and the client would have to close the connection. Bytes are sent
 * unchanged [E11].
 */
export function utf8(message: RecognizedString): RecognizedString {
  return typeof message === 'string' ? Buffer.from(message) : message;
}

/** Make a socket encode its text messages as UTF-8. */
export function sendAsUtf8<Data>(socket: WebSocket<Data>): void {
  socket.send = encodedSend;
}

/** Make a response encode its body as UTF-8. */
export function endAsUtf8(res: HttpResponse): void {
  res.end = encodedEnd;
}

// All sockets share this function, because a closure for each socket would cost memory.
function encodedSend<Data>(this: WebSocket<Data>, ...[message, ...rest]: Parameters<Send<Data>>): number {
  const { send } = Object.getPrototypeOf(this) as { send: Send<Data> };
  return send.call(this, utf8(message), ...rest);
}

function encodedEnd(this: HttpResponse, ...[body = '', ...rest]: Parameters<HttpResponse['end']>): HttpResponse {
  const { end } = Object.getPrototypeOf(this) as { end: HttpResponse['end'] };
  return end.call(this, utf8(body), ...rest);
}
