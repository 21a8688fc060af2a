import { expect, it } from 'vitest';
import { newId } from '../../../domain/ids.ts';
import type { Database } from '../../../persistence/database/database.ts';
import { openDatabase } from '../../../persistence/database/open.ts';
import { handleOf, rows } from '../../../persistence/database/sql.ts';
import { createStores } from '../../../persistence/stores.ts';
import { onCleanup } from '../../support/cleanup.ts';
import { describeEachDatabase } from '../../support/database.ts';
import type { DatabaseKind } from '../../support/database.ts';
import { freshDatabase } from '../../support/services/own.ts';

/** A database that was migrated no further than this, with rows that its program would have written. */
async function olderDatabase(kind: DatabaseKind, last: string) {
  const { url, drop } = kind === 'postgres' ? await freshDatabase() : {};
  const database: Database = await openDatabase(url === undefined ? {} : { url });
  onCleanup(async () => {
    await database.close();
    await drop?.();
  });
  const sql = <T>(text: string, values: unknown[] = []) => rows<T>(handleOf(database.orm.em), text, values);
  await sql('CREATE EXTENSION IF NOT EXISTS vector');
  await database.orm.migrator.up({ to: last });
  const userId = newId();
  await sql(`INSERT INTO users (id, email, password_hash) VALUES ($1, 'ada@example.com', 'x')`, [userId]);
  return { database, sql, userId, read: createStores(database.orm.em.fork()) };
}

describeEachDatabase('migrations of a database in use', (kind) => {
  it('leave of saved preferences those that still change something', async () => {
    const { database, sql, userId, read } = await olderDatabase(kind, '20261121000500-records');
    const saved = {
      defaultSessionLength: 60,
      reminderSettings: { enabled: true, times: ['07:30'], channels: ['push'] },
      privacySettings: { profileVisible: false, showPresence: true, encryptHealthNotes: true, allowAnalytics: false },
      learningStyle: 'visual',
      units: { weight: 'lb', distance: 'mi' },
      dayStartHour: 4,
      weekStart: 'sunday',
      locale: 'en-US',
    };
    await sql(
      `INSERT INTO user_settings (user_id, theme, notifications_enabled, preferences) VALUES ($1, 'dark', false, $2)`,
      [userId, JSON.stringify(saved)],
    );
    await database.migrate();
    expect(await read.users.preferences(userId)).toEqual({
      privacySettings: { profileVisible: false, showPresence: true },
      learningStyle: 'visual',
      theme: 'dark',
      units: { weight: 'lb', distance: 'mi' },
      dayStartHour: 4,
      weekStart: 'sunday',
      locale: 'en-US',
    });
  });
});
