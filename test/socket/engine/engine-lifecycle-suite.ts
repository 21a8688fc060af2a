import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { describe, expect, it } from 'vitest';
import { openEngine } from '../../../gateway/engine/index.ts';
import { onCleanup } from '../../support/cleanup.ts';
import { ended, engineOptions, type Harness } from './engine-harness.ts';

/** Tests of starting and closing an engine. They must run last, because they close it. */
export function lifecycleSuite(harness: Harness): void {
  describe('life cycle', () => {
    it('refuses a port that is in use, and names it', async () => {
      const other = createServer().listen(0, '127.0.0.1');
      await once(other, 'listening');
      onCleanup(() => other.close());
      const { port } = other.address() as AddressInfo;
      // With uWebSockets.js a process can't have a second engine, but the same engine can listen on a second port.
      const engine = harness.name === 'uws' ? harness.engine : await openEngine(engineOptions('node', () => undefined));
      await expect(engine.listen(port, '127.0.0.1')).rejects.toThrow(`127.0.0.1:${port}`);
      await expect(engine.listen(harness.port, '127.0.0.1')).rejects.toThrow(`127.0.0.1:${harness.port}`);
    });

    it('stopListening refuses new connections and keeps existing ones [C9]; close ends those', async () => {
      const { client, socket } = await harness.join();
      socket.on('echo', (what: string, reply: (what: string) => void) => reply(what));

      harness.engine.stopListening();
      const refused = harness.tcp('');
      await ended(refused);
      expect(refused.errored).toMatchObject({ code: 'ECONNREFUSED' });
      expect(await client.emitWithAck('echo', 'still here')).toBe('still here');

      const disconnected = new Promise<void>((resolve) => client.once('disconnect', () => resolve()));
      await harness.engine.close();
      await disconnected;
      expect(harness.engine.io.sockets.sockets.size).toBe(0);
    });
  });
}
