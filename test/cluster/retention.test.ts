import pg from 'pg';
import { beforeAll, expect, it } from 'vitest';
import { openDatabase } from '../../persistence/database/open.ts';
import { purge } from '../../persistence/log/purge.ts';
import { gaps, openDevice, signUp } from '../support/api.ts';
import type { Device, Person } from '../support/api.ts';
import { startNode } from '../support/node.ts';
import { freshDatabase } from '../support/services/own.ts';
import { describeWith } from '../support/services/require.ts';

describeWith('postgres')('[C2, S7] a device that comes back too late', () => {
  let databaseUrl: string;
  let url: string;
  let ada: Person;
  let stream: string;
  let epoch: string;
  let writer: Device;

  const store = () => writer.call('memory.store', { memoryType: 'fact', key: 'note', value: 'x' });
  /** Connect a device that has seen the events of the stream up to `seq`. */
  async function back(seq: number, itsEpoch = epoch) {
    const device = await openDevice(url, ada.accessToken, { cursors: { [stream]: { epoch: itsEpoch, seq } } });
    return { device, head: device.ready.streams[stream]!.head };
  }
  async function sql(statement: string, values: unknown[] = []) {
    const client = new pg.Client({ connectionString: databaseUrl });
    await client.connect();
    await client.query(statement, values);
    await client.end();
  }

  beforeAll(async () => {
    ({ url: databaseUrl } = await freshDatabase());
    ({ url } = await startNode({ DATABASE_URL: databaseUrl }));
    ada = await signUp(url);
    stream = `user:${ada.id}`;
    writer = await openDevice(url, ada.accessToken);
    epoch = writer.ready.streams[stream]!.epoch;
    for (let n = 0; n < 10; n += 1) await store();
  });

  /** Check that the device was reset: it gets all new events and none of the old ones. */
  async function isReset({ device, head }: Awaited<ReturnType<typeof back>>, reason: string) {
    await expect.poll(() => device.resets).toMatchObject([{ reason, head, epoch }]);
    await store();
    await device.event('memory.saved');
    expect(device.events.map(({ q }) => q)[0]).toBe(head + 1);
    expect(gaps(device.events)).toEqual([]);
    device.close();
  }

  it('with a cursor of another epoch is reset', async () => isReset(await back(3, 'another'), 'epoch'));

  it('with a cursor beyond the head is reset', async () => isReset(await back(10_000), 'ahead'));

  it('is reset if retention removed its next event, and not if only earlier events were removed', async () => {
    await sql(`UPDATE stream_events SET at = now() - interval '31 days' WHERE stream = $1 AND seq <= 6`, [stream]);
    const database = await openDatabase({ url: databaseUrl });
    try {
      expect(await purge(database, new Date(), { eventDays: 30, accessSeconds: 900 })).toMatchObject({ events: 6 });
    } finally {
      await database.close();
    }
    await isReset(await back(2), 'retention');
    const { device, head } = await back(6);
    await expect.poll(() => device.events.at(-1)?.q).toBe(head);
    expect(device.events[0]?.q).toBe(7);
    expect(device.resets).toEqual([]);
  });

  it('is reset if it is more than 10,000 events behind', async () => {
    await sql(
      `WITH moved AS (UPDATE stream_heads SET seq = seq + 10001 WHERE name = $1 RETURNING seq)
       INSERT INTO stream_events (stream, seq, id, type, data, at)
       SELECT $1, n, gen_random_uuid(), 'memory.saved', '{}', now() FROM moved, generate_series(seq - 10000, seq) AS n`,
      [stream],
    );
    const before = writer.events.at(-1)!.q;
    await store();
    // A device that stayed connected gets all events and is not reset, however many there are.
    await expect.poll(() => writer.events.at(-1)!.q, { timeout: 20_000 }).toBe(before + 10_003);
    expect(gaps(writer.events)).toEqual([]);
    await isReset(await back(8), 'behind');
  });
});
