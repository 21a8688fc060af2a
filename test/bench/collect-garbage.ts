import { once } from 'node:events';
import { WebSocket } from 'ws';

/** The environment variables of a Node process whose garbage collection another process can trigger. */
export const COLLECTABLE = { NODE_OPTIONS: '--inspect=127.0.0.1:0' };

/**
 * Collect the garbage of another process, so that memory which is no longer used is not measured.
 * @param output what the process has printed
 */
export async function collectGarbage(output: string): Promise<void> {
  const url = /Debugger listening on (ws:\S+)/.exec(output)?.[1];
  if (!url) throw new Error(`no inspector was started:\n${output}`);
  const inspector = new WebSocket(url);
  await once(inspector, 'open');
  inspector.send(JSON.stringify({ id: 1, method: 'HeapProfiler.collectGarbage' }));
  await once(inspector, 'message');
  inspector.terminate();
}
