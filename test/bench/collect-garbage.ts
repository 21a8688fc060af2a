import { once } from 'node:events';
import { WebSocket } from 'ws';

/** The environment of a Node process in which another process can trigger garbage collection. */
export const COLLECTABLE = { NODE_OPTIONS: '--inspect=127.0.0.1:0' };

/** Make a process collect its garbage, so that only used memory is measured. @param output the output of the process */
export async function collectGarbage(output: string): Promise<void> {
  const url = /Debugger listening on (ws:\S+)/.exec(output)?.[1];
  if (!url) throw new Error(`no inspector was started:\n${output}`);
  const inspector = new WebSocket(url);
  await once(inspector, 'open');
  inspector.send(JSON.stringify({ id: 1, method: 'HeapProfiler.collectGarbage' }));
  await once(inspector, 'message');
  inspector.terminate();
}
