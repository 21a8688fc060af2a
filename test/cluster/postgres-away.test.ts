import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import { gaps, openDevice, rest, signUp } from '../support/api.ts';
import { startNode } from '../support/node.ts';
import { ownPostgres } from '../support/services/own.ts';
import { describeWith } from '../support/services/require.ts';

describeWith('own-postgres')('Postgres stopped immediately and started again', () => {
  it(
    'gives unavailable on REST and the socket, loses nothing, and works again without a restart of the node',
    { timeout: 120_000 },
    async () => {
      const postgres = await ownPostgres();
      const { url } = await startNode({ DATABASE_URL: postgres.url });
      const ada = await signUp(url);
      const phone = await openDevice(url, ada.accessToken);
      const before = await phone.call('memory.store', { memoryType: 'goal', key: 'bench', value: '100 kg' });
      const opId = randomUUID();
      const again = { memoryType: 'goal' as const, key: 'squat', value: '140 kg' };

      await postgres.kill();
      const read = await rest(url, 'GET', '/courses', { token: ada.accessToken });
      expect(read).toMatchObject({ status: 503, body: { code: 'unavailable', retryable: true } });
      await expect(phone.call('memory.list', {})).rejects.toMatchObject({ code: 'unavailable' });
      await expect(phone.call('stream.read', { stream: `user:${ada.id}`, after: 0 })).rejects.toMatchObject({
        code: 'unavailable',
      });
      await expect(phone.call('memory.store', again, opId)).rejects.toMatchObject({ code: 'unavailable' });
      await expect(openDevice(url, ada.accessToken)).rejects.toMatchObject({
        data: { code: 'unavailable', retryable: true },
      });
      const { status } = await fetch(`${url}/ready`);
      expect(status).toBe(503);

      await postgres.restart();
      await expect.poll(async () => (await fetch(`${url}/ready`)).status, { timeout: 20_000 }).toBe(200);
      const stored = await phone.call('memory.store', again, opId);
      await phone.event('memory.saved', (data: { id: string }) => data.id === stored.id);
      const { data } = await phone.call('memory.list', {});
      expect(data.map(({ id }) => id).toSorted()).toEqual([before.id, stored.id].toSorted());
      expect(gaps(phone.events)).toEqual([]);
      expect(phone.socket.connected).toBe(true);
    },
  );
});
