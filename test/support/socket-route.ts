import type { Page } from 'playwright-core';

/** What is answered in the server's place; nothing: the server answers. */
export type Intercept = (
  operation: string,
  input: { [field: string]: unknown },
) => { code: string; retryable: boolean; details?: object } | undefined;

/** Stands between the socket of a page that is opened later and its server, as a proxy in its bad moments does. */
export async function interceptSocket(
  page: Page,
  { onCall = () => undefined, refuse = () => undefined }: { onCall?: Intercept; refuse?: () => object | undefined },
): Promise<void> {
  await page.routeWebSocket(/\/socket\.io\//, (client) => {
    const server = client.connectToServer();
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
}
