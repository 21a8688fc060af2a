import { once } from 'node:events';
import { WebSocket } from 'ws';

/** Environment of a Node process whose garbage can be collected from outside. */
export const COLLECTABLE = { NODE_OPTIONS: '--inspect=127.0.0.1:0' };

/** Has a process collect its garbage, so that its memory is what it holds. @param output what it has printed */
export async function collectGarbage(output: string): Promise<void> {
  const url = /Debugger listening on (ws:\S+)/.exec(output)?.[1];
  if (!url) throw new Error(`no inspector was started:\n${output}`);
  const inspector = new WebSocket(url);
  await once(inspector, 'open');
  inspector.send(JSON.stringify({ id: 1, method: 'HeapProfiler.collectGarbage' }));
  await once(inspector, 'message');
  inspector.terminate();
}
