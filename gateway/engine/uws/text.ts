import type { HttpResponse, RecognizedString, WebSocket } from 'uWebSockets.js';

type Send<Data> = WebSocket<Data>['send'];

/**
 * The binary writes a string that has no character beyond U+00FF as Latin-1: a WebSocket text frame with an "é" is then
 * not UTF-8, and the client must close. Bytes are sent as they are, so text is encoded before.
 */
export function utf8(message: RecognizedString): RecognizedString {
  return typeof message === 'string' ? Buffer.from(message) : message;
}

/** Makes a socket encode what it sends. */
export function sendAsUtf8<Data>(socket: WebSocket<Data>): void {
  socket.send = encodedSend;
}

/** Makes a response encode its body. */
export function endAsUtf8(res: HttpResponse): void {
  res.end = encodedEnd;
}

// One function for all sockets, not a closure each.
function encodedSend<Data>(this: WebSocket<Data>, ...[message, ...rest]: Parameters<Send<Data>>): number {
  const { send } = Object.getPrototypeOf(this) as { send: Send<Data> };
  return send.call(this, utf8(message), ...rest);
}

function encodedEnd(this: HttpResponse, ...[body = '', ...rest]: Parameters<HttpResponse['end']>): HttpResponse {
  const { end } = Object.getPrototypeOf(this) as { end: HttpResponse['end'] };
  return end.call(this, utf8(body), ...rest);
}
