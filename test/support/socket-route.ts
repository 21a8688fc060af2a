import type { Page } from 'playwright-core';

/** What is answered in the server's place; nothing: the server answers. */
export type Intercept = (
  operation: string,
  input: { [field: string]: unknown },
) => { code: string; retryable: boolean; details?: object } | undefined;

/**
 * Stands between the socket of a page that is opened later and its server, as a proxy in its bad moments does. Events
 * wait from the first one named `holdFrom` until they are released; answers pass them by.
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
    /** As if the server said so. */
    emit: (event, data) => toPage(`42${JSON.stringify([event, data])}`),
  };
}
