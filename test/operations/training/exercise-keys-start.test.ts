import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { newId } from '../../../domain/ids.ts';
import { openDatabase } from '../../../persistence/database/open.ts';
import { createStores } from '../../../persistence/stores.ts';
import { onCleanup } from '../../support/cleanup.ts';
import { startNode } from '../../support/node.ts';
import { migratedDatabase } from '../../support/services/own.ts';
import { describeWith } from '../../support/services/require.ts';
import { sql } from '../persistence/commands.ts';
import { entryRow } from '../persistence/stores/fixtures.ts';

const LEARNERS = 100;
const COUNT_DUE = 'SELECT count(*) AS n FROM exercise_keys_due';

describeWith('postgres')('[PR10] the start of the server', () => {
  it(
    'moves the keys of every learner once, when one node is killed and two others start at once',
    { timeout: 120_000 },
    async () => {
      const { url } = await migratedDatabase();
      const database = await openDatabase({ url });
      onCleanup(() => database.close());
      const stores = createStores(database.orm.em.fork());
      for (let n = 0; n < LEARNERS; n += 1) {
        const userId = newId();
        await stores.users.insert({
          id: userId,
          email: `${userId}@example.com`,
          passwordHash: 'none',
          timezone: 'UTC',
          emailVerified: true,
          roles: ['learner'],
          tier: 'free',
          createdAt: '2026-01-01T00:00:00.000Z',
        });
        for (const [day, exercise, exerciseKey, kg] of [
          ['02', 'Bench Press (Barbell)', 'bench_press_barbell', 90],
          ['03', 'bench', 'bench_press', 100],
        ] as const) {
          const data = { exercise, exerciseKey, sets: [{ weight: { value: kg, unit: 'kg' as const }, reps: 5 }] };
          const at = { occurredAt: `2026-11-${day}T08:00:00.000Z`, localDay: `2026-11-${day}` };
          await stores.progress.insert(entryRow(userId, { exerciseKey, data, ...at }));
        }
        await sql(database, 'INSERT INTO exercise_keys_due VALUES ($1)', [userId]);
      }
      const due = async () => Number((await sql<{ n: string }>(database, COUNT_DUE))[0]?.n);
      const killed = await startNode({ DATABASE_URL: url });
      while ((await due()) === LEARNERS) await sleep(5);
      await killed.kill();
      const left = await due();
      expect(left).toBeGreaterThan(0);
      expect(left).toBeLessThan(LEARNERS);
      await Promise.all([startNode({ DATABASE_URL: url }), startNode({ DATABASE_URL: url })]);
      await expect.poll(() => stores.exerciseKeys.due(), { timeout: 60_000 }).toEqual([]);
      const told = await sql<{ n: string }>(
        database,
        `SELECT count(*) AS n FROM stream_events WHERE type = 'record.set' AND data ->> 'kind' = 'weight_5' GROUP BY stream`,
      );
      expect(told.map(({ n }) => Number(n))).toEqual(Array.from({ length: LEARNERS }, () => 1));
      expect(await sql(database, `SELECT DISTINCT exercise_key FROM progress_logs`)).toEqual([
        { exercise_key: 'bench_press' },
      ]);
    },
  );
});
