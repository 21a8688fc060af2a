import type { TemplatedApp, us_listen_socket } from 'uWebSockets.js';
import { MAX_HEADER_BYTES } from '../slow-clients.ts';

/** The module `uWebSockets.js`, with the functions that its binary has and its type declarations lack. */
export type Uws = Omit<typeof import('uWebSockets.js'), 'App'> & {
  App(): UwsApp;
  /** Sets an option. With `silent`, no response header names the engine. */
  _cfg(option: 'silent'): void;
  /** The `listen` mode that keeps the port for one process. The mode 0 shares the port with others (SO_REUSEPORT). */
  LIBUS_LISTEN_EXCLUSIVE_PORT: number;
};

export type UwsApp = Omit<TemplatedApp, 'listen'> & {
  listen(host: string, port: number, mode: number, callback: (socket: us_listen_socket | false) => void): void;
};

type Loaded = { state: 'loaded'; uws: Uws } | { state: 'failed'; reason: string };

/**
 * Import uWebSockets.js only when it is needed, so that a system on which its binary can't load runs the other engine.
 */
export async function loadUws(): Promise<Loaded> {
  // uWebSockets.js reads this variable once, when its binary loads. Its default of 4 KiB is too small for a browser
  // with many cookies for localhost.
  process.env['UWS_HTTP_MAX_HEADERS_SIZE'] = String(MAX_HEADER_BYTES);
  try {
    const module: { default: unknown } = await import('uWebSockets.js');
    return { state: 'loaded', uws: module.default as Uws };
  } catch (error) {
    return { state: 'failed', reason: reasonOf(error) };
  }
}

/**
 * Return the line that says why the binary can't be loaded. In the error's message, uWebSockets.js puts a paragraph
 * about Node versions before this line, and Node puts a list of files after it.
 */
function reasonOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return /^Error: .*$/m.exec(text)?.[0] ?? text;
}
