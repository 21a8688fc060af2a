import type { Engine, EngineOptions } from './engine.ts';
import { openNodeEngine } from './node.ts';
import { loadUws } from './uws/load.ts';
import { openUwsEngine } from './uws/open.ts';

export type { Engine, EngineOptions, Peer, RequestHandler } from './engine.ts';

/** Open the configured engine. @throws Error if `engine` is `uws` and the binary does not load on this system */
export async function openEngine(options: EngineOptions): Promise<Engine> {
  if (options.engine === 'node') return openNodeEngine(options);
  const loaded = await loadUws();
  if (loaded.state === 'loaded') return openUwsEngine(loaded.uws, options);
  if (options.engine === 'uws') throw new Error(`ENGINE=uws: uWebSockets.js does not load here: ${loaded.reason}`);
  options.warn(`uWebSockets.js does not load here, so ENGINE=node runs instead: ${loaded.reason}`);
  return openNodeEngine(options);
}
