import type { Page } from 'playwright-core';

/**
 * Decides about a call: returns an error that the page gets instead of the server's answer, or undefined to let it
 * pass.
 */
export type Intercept = (
  operation: string,
  input: { [field: string]: unknown },
) => { code: string; retryable: boolean; details?: object } | undefined;

/**
 * Intercept the socket of a page that is opened later. `onCall` may answer calls with errors, and `refuse` may refuse a
 * connection. From the first event named `holdFrom` on, all events are held back until `release` is called. Answers are
 * not held back.
 */
export async function interceptSocket(
  page: Page,
  {
    onCall = () => undefined,
    refuse = () => undefined,
    holdFrom,
  }: { onCall?: Intercept; refuse?: () => object | undefined; holdFrom?: string },
): Promise<{ release(): void; emit(event: string, data: object): void }> {
  let toPage = (_frame: string) => {};
  const held: (() => void)[] = [];
  let holds = holdFrom !== undefined;
  await page.routeWebSocket(/\/socket\.io\//, (client) => {
    const server = client.connectToServer();
    toPage = (frame) => client.send(frame);
    server.onMessage((frame) => {
      const isEvent = String(frame).startsWith('42');
      if (holds && isEvent && (held.length > 0 || String(frame).includes(`"${holdFrom}"`)))
        held.push(() => client.send(frame));
      else client.send(frame);
    });
    client.onMessage((frame) => {
      const [, connects, id = '', call] = /^(?:4(0)|42(\d+)(\[.*))/s.exec(String(frame)) ?? [];
      const refusal = connects && refuse();
      if (refusal) return client.send(`44${JSON.stringify({ message: 'refused', data: refusal })}`);
      const [operation = '', input = {}] = call ? JSON.parse(call) : [];
      const error = call && onCall(operation, input);
      if (error) client.send(`43${id}${JSON.stringify([{ ok: false, error: { message: 'intercepted', ...error } }])}`);
      else server.send(frame);
    });
  });
  return {
    release() {
      holds = false;
      for (const send of held.splice(0)) send();
    },
    /** Send the page an event that seems to come from the server. */
    emit: (event, data) => toPage(`42${JSON.stringify([event, data])}`),
  };
}
