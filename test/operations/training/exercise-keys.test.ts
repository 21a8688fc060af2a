import { beforeEach, describe, expect, it } from 'vitest';
import type { ExerciseData } from '../../../domain/training/contract/progress.ts';
import { metricsOf } from '../../../domain/training/rules/metrics.ts';
import { replayRecords } from '../../../domain/training/rules/record.ts';
import type { ProgressRow } from '../../../domain/training/stores.ts';
import { exerciseLog } from '../../../domain/training/usecases/facts/record.ts';
import { purge } from '../../../persistence/log/purge.ts';
import { sendKeyJobs } from '../../../server/compose/key-jobs.ts';
import { describeEachDatabase } from '../../support/database.ts';
import { openLearner } from '../../support/learner.ts';
import type { Learner } from '../../support/learner.ts';
import { sql } from '../persistence/commands.ts';
import { entryRow } from '../persistence/stores/fixtures.ts';

/** Entries enough for a transaction of their own. */
const FILLING = 500;
const NOW = '2026-11-20T08:00:00.000Z';

describeEachDatabase('[PR10] entries with keys of an earlier catalogue', (kind) => {
  let ada: Learner;
  beforeEach(async () => {
    ada = await openLearner('UTC', kind);
    await seed('Bench Press', 'bench_press', '01', 100);
    await seed('Bench Press (Barbell)', 'bench_press_barbell', '02', 90);
    await seed('bench', 'bench_press', '03', 105);
    await seed('Bench Press (Barbell)', 'bench_press_barbell', '04', 110);
    await seed('Bench Press (Barbell)', 'bench_press_barbell', '05', 100, { status: 'undone' });
    await seed('Squat', 'squat', '06', 140);
    for (const key of ['bench_press', 'bench_press_barbell', 'squat']) await storeFacts(key);
    await sql(ada.database, 'INSERT INTO exercise_keys_due VALUES ($1)', [ada.userId]);
  });

  async function seed(exercise: string, exerciseKey: string, day: string, kg: number, fields = {}): Promise<void> {
    const data: ExerciseData = { exercise, exerciseKey, sets: [{ weight: { value: kg, unit: 'kg' }, reps: 5 }] };
    const at = { occurredAt: `2026-11-${day}T08:00:00.000Z`, localDay: `2026-11-${day}`, zone: 'UTC' };
    const row = { exerciseKey, data, metrics: metricsOf(data), ...at, ...fields };
    await ada.stores.progress.insert(entryRow(ada.userId, row));
  }

  /** Store the facts as the earlier version of the server has stored them. */
  async function storeFacts(key: string): Promise<void> {
    const logs = (await ada.stores.progress.counting({ userId: ada.userId, exerciseKey: key })).map(exerciseLog);
    const { state, records, last } = replayRecords(logs);
    await ada.stores.records.saveFoldState(ada.userId, key, state, last);
    await ada.stores.records.change(ada.userId, key, { set: records, revoked: [] });
  }

  const move = () => ada.run(NOW, 'exercise.keys', { userId: ada.userId });
  const entries = () => ada.stores.progress.since(ada.userId, '2026-01-01T00:00:00.000Z');
  const keysOf = (rows: ProgressRow[]) =>
    rows.map(({ exerciseKey, data }) => [exerciseKey, (data as ExerciseData).exerciseKey]);
  const heaviest = async () =>
    (await ada.stores.records.list(ada.userId))
      .filter(({ kind: one }) => one === 'weight_5')
      .map(({ exercise, value, previous }) => [exercise, value.value, previous?.value.value]);
  const facts = async () => (await sql<{ exercise_key: string }>(ada.database, FACTS)).map((row) => row.exercise_key);
  const FACTS = 'SELECT exercise_key FROM exercise_facts ORDER BY exercise_key';

  it('become one exercise with one history and one set of records', async () => {
    expect(await heaviest()).toEqual([
      ['bench_press', 105, 100],
      ['bench_press_barbell', 110, 90],
    ]);
    await move();
    const bench = ['bench_press', 'bench_press'];
    expect(keysOf(await entries())).toEqual([bench, bench, bench, bench, bench, ['squat', 'squat']]);
    expect((await entries()).map(({ data }) => (data as ExerciseData).exercise)).toContain('Bench Press (Barbell)');
    expect(await heaviest()).toEqual([
      ['bench_press', 105, 100],
      ['bench_press', 110, 105],
    ]);
    expect(await facts()).toEqual(['bench_press', 'squat']);
    const { stored, replayed } = await ada.facts(NOW);
    expect(stored.records).toEqual(replayed.records);
    expect(stored.achievements).toEqual(replayed.achievements);
    const next = await ada.at(NOW, 'progress.log', {
      activityType: 'exercise',
      data: { exercise: 'Bankdrücken', weight: '112 kg', sets: 1, reps: 5 },
    });
    expect(next.summary).toBe('Personal record: 112 kg × 5, up 2 kg from 4 November');
  });

  it('announce the changed records with their reason, and move once, also if two nodes do it at once', async () => {
    await Promise.all([move(), move()]);
    const told = ada.events
      .filter(({ t }) => t === 'record.set' || t === 'record.revoked')
      .map(({ t, d }) => {
        const { exercise, kind: one, reason } = d as { exercise: string; kind: string; reason: string };
        return [t, exercise, one, reason];
      });
    expect(told.filter(([, , one]) => one === 'weight_5')).toEqual(
      expect.arrayContaining([
        ['record.revoked', 'bench_press_barbell', 'weight_5', 'edited'],
        ['record.set', 'bench_press', 'weight_5', 'edited'],
      ]),
    );
    expect(new Set(told.map((one) => one.join())).size).toBe(told.length);
    expect(await ada.stores.exerciseKeys.due()).toEqual([]);
    const count = ada.events.length;
    await move();
    expect(ada.events).toHaveLength(count);
  });

  it('stay whole if the move fails in the middle, and move the next time', async () => {
    const before = {
      entries: await entries(),
      records: await ada.stores.records.list(ada.userId),
      facts: await facts(),
    };
    await sql(
      ada.database,
      `CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN RAISE EXCEPTION 'the node dies'; END $$`,
    );
    await sql(ada.database, 'CREATE TRIGGER dies BEFORE INSERT ON records FOR EACH ROW EXECUTE FUNCTION fail()');
    await expect(move()).rejects.toThrow('the node dies');
    expect({
      entries: await entries(),
      records: await ada.stores.records.list(ada.userId),
      facts: await facts(),
    }).toEqual(before);
    expect(await ada.stores.exerciseKeys.due()).toEqual([ada.userId]);
    await sql(ada.database, 'DROP TRIGGER dies ON records');
    await move();
    expect(await facts()).toEqual(['bench_press', 'squat']);
  });

  it('[ER2] stay empty if housekeeping empties their rows while the job runs', async () => {
    const old = { createdAt: '2026-01-01T00:00:00.000Z', updatedAt: '2026-01-01T00:00:00.000Z' };
    await seed('Squat (Barbell)', 'squat_barbell', '07', 77, { status: 'undone', notes: 'mine', ...old });
    const purged = purge(ada.database, new Date(NOW), { eventDays: 30, accessSeconds: 900 });
    await Promise.all([move(), purged]);
    await move();
    const emptied = (await entries()).filter(({ erasedAt }) => erasedAt !== undefined);
    expect(emptied.map(({ data, metrics, notes, exerciseKey }) => [data, metrics, notes, exerciseKey])).toEqual([
      [{}, {}, undefined, undefined],
    ]);
  });

  it('[ER2] are changed only where they are not empty, and only in their key, data and metrics', async () => {
    const { id } = (await entries()).find(({ exerciseKey }) => exerciseKey === 'bench_press_barbell')!;
    await sql(ada.database, `UPDATE progress_logs SET data = '{}', metrics = '{}', erased_at = now() WHERE id = $1`, [
      id,
    ]);
    const before = (await ada.stores.progress.find(id))!;
    const moves = [{ from: 'bench_press_barbell', name: 'Bench Press (Barbell)', to: 'bench_press' }];
    await ada.stores.exerciseKeys.move(ada.userId, moves);
    await ada.stores.exerciseKeys.saveSets([{ id, data: { minutes: 1 }, metrics: { sets: 1 } }]);
    expect(await ada.stores.progress.find(id)).toEqual(before);
  });

  it('keep their key if the new key is too long, and stop no other entry', async () => {
    const name = `${'ﬃ'.repeat(25)}${'ß'.repeat(75)}`.normalize('NFKC');
    await seed(name, 'a_short_key', '07', 50);
    await storeFacts('a_short_key');
    await move();
    expect(await facts()).toEqual(['a_short_key', 'bench_press', 'squat']);
    expect(await ada.stores.exerciseKeys.due()).toEqual([]);
  });

  it('of other exercises move if those of one exercise fail', async () => {
    await seed('Deadlift (Barbell)', 'deadlift_barbell', '07', 150);
    for (let n = 0; n < FILLING; n += 1) await seed('Deadlift (Barbell)', 'deadlift_barbell', '07', 100);
    await sql(
      ada.database,
      `CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN IF NEW.exercise_key = 'bench_press' THEN RAISE EXCEPTION 'a bad entry'; END IF; RETURN NEW; END $$`,
    );
    await sql(ada.database, 'CREATE TRIGGER fails BEFORE UPDATE ON progress_logs FOR EACH ROW EXECUTE FUNCTION fail()');
    await expect(move()).rejects.toThrow('a bad entry');
    expect(await facts()).toEqual(['bench_press', 'bench_press_barbell', 'deadlift', 'squat']);
    expect(await ada.stores.exerciseKeys.due()).toEqual([ada.userId]);
  });

  it('that a node of the previous version writes later move in the second round, a day later', async () => {
    await move();
    await seed('Bench Press (Barbell)', 'bench_press_barbell', '08', 120);
    const sent: string[] = [];
    const jobs: Parameters<typeof sendKeyJobs>[1] = {
      scheduleAll: async (_job, all) => void sent.push(...all.map(({ key }) => key)),
    };
    // The rounds count from the migration, and a prepared database may be hours old.
    await sql(
      ada.database,
      `UPDATE exercise_key_rounds
       SET due_at = due_at - (SELECT min(due_at) FROM exercise_key_rounds) + $1::timestamptz`,
      [NOW],
    );
    const inHours = (hours: number) => new Date(Date.parse(NOW) + hours * 3_600_000);
    await sendKeyJobs(ada.stores, jobs, inHours(23));
    await move();
    sent.length = 0;
    await sendKeyJobs(ada.stores, jobs, inHours(23));
    expect(sent).toEqual([]);
    await seed('Bench Press (Barbell)', 'bench_press_barbell', '09', 125);
    await sendKeyJobs(ada.stores, jobs, inHours(25));
    expect(sent).toEqual([ada.userId]);
    // A job whose retries are used up is sent again.
    await sendKeyJobs(ada.stores, jobs, inHours(26));
    expect(sent).toEqual([ada.userId, ada.userId]);
    await move();
    await sendKeyJobs(ada.stores, jobs, inHours(99));
    expect(sent).toHaveLength(2);
    expect(await facts()).toEqual(['bench_press', 'squat']);
  });

  describe('[PR9] of an assisted exercise', () => {
    it('get a negative load, and tallies without it', async () => {
      await seed('Pull Up (Assisted)', 'pull_up_assisted', '07', 20);
      await seed('assisted pull-up', 'assisted_pull_up', '08', 15);
      for (const key of ['pull_up_assisted', 'assisted_pull_up']) await storeFacts(key);
      await move();
      const assisted = (await entries()).filter(({ exerciseKey }) => exerciseKey === 'assisted_pull_up');
      expect(assisted.map(({ data, metrics }) => [(data as ExerciseData).sets[0]?.weight, metrics])).toEqual([
        [
          { value: -20, unit: 'bodyweight' },
          { sets: 1, reps: 5 },
        ],
        [
          { value: -15, unit: 'bodyweight' },
          { sets: 1, reps: 5 },
        ],
      ]);
      expect(await heaviest()).toContainEqual(['assisted_pull_up', -15, -20]);
      const { stored, replayed } = await ada.facts(NOW);
      expect(stored.tallies).toEqual(replayed.tallies);
      const told = ada.events.filter(({ t }) => t === 'progress.updated').map(({ d }) => (d as { id: string }).id);
      expect(told.sort()).toEqual(assisted.map(({ id }) => id).sort());
    });
  });
});
