import type { HttpResponse } from 'uWebSockets.js';

/** What uWebSockets.js holds back of a turn's writes, and sends only after it has parsed all that has come. */
const CORK_BUFFER_BYTES = 16 * 1_024;
const TYPE = 'application/problem+json';
const PROBLEM = JSON.stringify({ type: 'about:blank', title: 'Bad Request', status: 400 });
/** Longer than the cork buffer, so that it leaves at once; JSON may end with spaces. */
const BODY = PROBLEM.padEnd(CORK_BUFFER_BYTES + 1);

/**
 * Answers 400 and closes within the turn: of what the client has sent beyond this request nothing is parsed any more.
 * `end` would leave the rest to the parser, and `close` alone would drop the answer. Only a header's value can be
 * written without another turn, so the body stands in the last one.
 */
export function refuseAtOnce(res: HttpResponse): void {
  res.writeStatus('400 Bad Request').writeHeader('content-type', TYPE).writeHeader('connection', 'close');
  res.writeHeader('content-length', `${BODY.length}\r\n\r\n${BODY}`);
  res.close();
}
