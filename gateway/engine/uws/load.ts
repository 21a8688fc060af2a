import type { TemplatedApp, us_listen_socket } from 'uWebSockets.js';
import { MAX_HEADER_BYTES } from '../slow-clients.ts';

/** With what the binary has and its declarations lack. */
export type Uws = Omit<typeof import('uWebSockets.js'), 'App'> & {
  App(): UwsApp;
  /** `silent`: no header names the engine. */
  _cfg(option: 'silent'): void;
  /** A `listen` mode; the other is 0, which shares the port with other processes (SO_REUSEPORT). */
  LIBUS_LISTEN_EXCLUSIVE_PORT: number;
};

export type UwsApp = Omit<TemplatedApp, 'listen'> & {
  listen(host: string, port: number, mode: number, callback: (socket: us_listen_socket | false) => void): void;
};

type Loaded = { state: 'loaded'; uws: Uws } | { state: 'failed'; reason: string };

/** On demand, so that a system the binary does not fit still runs the other engine. */
export async function loadUws(): Promise<Loaded> {
  // Read once, when the binary loads; without it 4 KiB, which a browser's cookies for localhost can fill.
  process.env['UWS_HTTP_MAX_HEADERS_SIZE'] = String(MAX_HEADER_BYTES);
  try {
    const module: { default: unknown } = await import('uWebSockets.js');
    return { state: 'loaded', uws: module.default as Uws };
  } catch (error) {
    return { state: 'failed', reason: reasonOf(error) };
  }
}

/** uWebSockets.js puts the loader's own reason after a paragraph about Node versions, and Node a list of files after that. */
function reasonOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return /^Error: .*$/m.exec(text)?.[0] ?? text;
}
