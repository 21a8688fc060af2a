import { beforeAll, expect, it } from 'vitest';
import type { Stores } from '../../../domain/areas/stores.ts';
import { newId } from '../../../domain/ids.ts';
import { moveSession } from '../../../domain/training/rules/session.ts';
import { openDatabase } from '../../../persistence/database/open.ts';
import { handleOf, rows } from '../../../persistence/database/sql.ts';
import { createStores } from '../../../persistence/stores.ts';
import { onCleanup } from '../../support/cleanup.ts';
import { describeEachDatabase } from '../../support/database.ts';
import { freshDatabase } from '../../support/services/own.ts';

type Row = { [column: string]: unknown };

const userId = newId();
const courseId = newId();
const older = '20261121000500-records';

const settings: Row = {
  user_id: userId,
  theme: 'dark',
  notifications_enabled: false,
  preferences: JSON.stringify({
    defaultSessionLength: 60,
    reminderSettings: { enabled: true, times: ['07:30'], channels: ['push'] },
    privacySettings: { profileVisible: false, showPresence: true, encryptHealthNotes: true, allowAnalytics: false },
    learningStyle: 'visual',
    units: { weight: 'lb', distance: 'mi' },
    dayStartHour: 4,
    weekStart: 'sunday',
    locale: 'en-US',
  }),
};

const start = '2026-11-05T08:00:00.000Z';
const sessions: Row[] = [
  { status: 'abandoned', paused_ms: 0, last_activity_at: start, completed_at: start, actual_duration: 0 },
  {
    status: 'paused',
    paused_ms: 1_500,
    last_activity_at: '2026-11-05T08:10:00.500Z',
    paused_at: '2026-11-05T08:10:00.500Z',
  },
  {
    status: 'completed',
    paused_ms: 21_600_500,
    last_activity_at: '2026-11-06T08:00:00.500Z',
    completed_at: '2026-11-06T08:00:00.500Z',
    actual_duration: 1_080,
  },
].map((outcome) => ({
  id: newId(),
  user_id: userId,
  course_id: courseId,
  session_type: 'practice',
  zone: 'UTC',
  started_at: start,
  ...outcome,
}));

const exercise: Row = {
  id: newId(),
  user_id: userId,
  activity_type: 'exercise',
  exercise_key: 'bench_press_barbell',
  data: JSON.stringify({ exercise: 'Bench Press (Barbell)', exerciseKey: 'bench_press_barbell', sets: [{ reps: 5 }] }),
  metrics: '{}',
  occurred_at: start,
  zone: 'UTC',
  local_day: '2026-11-05',
  source: 'manual',
  status: 'confirmed',
  created_at: start,
  updated_at: start,
};

describeEachDatabase('migrations of a database that is in use', (kind) => {
  let stores: Stores;

  beforeAll(async () => {
    const { url } = kind === 'postgres' ? await freshDatabase() : {};
    const database = await openDatabase(url === undefined ? {} : { url });
    onCleanup(() => database.close());
    const sql = (text: string, values: unknown[] = []) => rows(handleOf(database.orm.em), text, values);
    const insert = (table: string, row: Row) => {
      const columns = Object.keys(row);
      const places = columns.map((_, n) => `$${n + 1}`);
      return sql(`INSERT INTO ${table} (${columns.join(', ')}) VALUES (${places.join(', ')})`, Object.values(row));
    };
    await sql('CREATE EXTENSION IF NOT EXISTS vector');
    await database.orm.migrator.up({ to: older });
    await insert('users', { id: userId, email: 'ada@example.com', password_hash: 'x' });
    await insert('user_settings', settings);
    await insert('courses', {
      id: courseId,
      owner_id: userId,
      title: 'Strength',
      topic: 'Strength',
      current_level: 'beginner',
      goals: '[]',
      status: 'active',
      is_public: false,
      preferences: '{}',
      version: 1,
      created_at: start,
      updated_at: start,
    });
    for (const session of sessions) await insert('sessions', session);
    await insert('progress_logs', exercise);
    await database.migrate();
    stores = createStores(database.orm.em.fork());
  });

  it('keep only those saved preferences that still have an effect', async () => {
    expect(await stores.users.preferences(userId)).toEqual({
      privacySettings: { profileVisible: false, showPresence: true },
      learningStyle: 'visual',
      theme: 'dark',
      units: { weight: 'lb', distance: 'mi' },
      dayStartHour: 4,
      weekStart: 'sunday',
      locale: 'en-US',
    });
  });

  it('[SE4] give sessions moves from which their stored state follows', async () => {
    const { rows: stored } = await stores.sessions.list({
      userId,
      courseId,
      page: 1,
      limit: 10,
      sort: 'startedAt:asc',
    });
    expect(stored).toHaveLength(sessions.length);
    for (const session of stored) {
      const { moves: _before, ...expected } = session;
      const { moves: _after, ...moved } = moveSession(session, { kind: 'activity', at: start });
      expect(moved).toEqual(expected);
    }
  });

  it('[PR10] list the learners whose entries must get the keys of the present catalogue', async () => {
    expect(await stores.exerciseKeys.due()).toEqual([]);
    await stores.exerciseKeys.beginRound(new Date().toISOString());
    expect(await stores.exerciseKeys.due()).toEqual([userId]);
  });
});
