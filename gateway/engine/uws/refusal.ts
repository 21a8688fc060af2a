import type { HttpResponse } from 'uWebSockets.js';

/** The size of the buffer in which uWebSockets.js keeps writes until it has parsed all bytes that have arrived. */
const CORK_BUFFER_BYTES = 16 * 1_024;
const TYPE = 'application/problem+json';
const PROBLEM = JSON.stringify({ type: 'about:blank', title: 'Bad Request', status: 400 });
/** The body, padded with spaces to more than the cork buffer, so that uWebSockets.js sends it at once. */
const BODY = PROBLEM.padEnd(CORK_BUFFER_BYTES + 1);

/**
 * Answer 400 and close the connection in this turn of the event loop, so that no byte after this request is parsed.
 * uWebSockets.js has no such function: after `end` it would parse the rest, and `close` alone would drop the answer. It
 * sends only headers at once, so the value of the last header contains the body.
 */
export function refuseAtOnce(res: HttpResponse): void {
  res.writeStatus('400 Bad Request').writeHeader('content-type', TYPE).writeHeader('connection', 'close');
  res.writeHeader('content-length', `${BODY.length}\r\n\r\n${BODY}`);
  res.close();
}
