import { sql } from 'kysely';
import type { SelectQueryBuilder } from 'kysely';
import type { ProgressFilter, ProgressRow, ProgressStore } from '../../../domain/training/stores.ts';
import type { EntityManager } from '../../database/database.ts';
import { handleOf, prepared, rows } from '../../database/sql.ts';
import { readPage } from '../../query/page.ts';
import { read } from '../../query/read.ts';
import { asValues, present, taken } from '../../query/rows.ts';
import { tablesOf } from '../../query/tables.ts';
import type { Tables } from '../../query/tables.ts';
import { ProgressLogEntity } from '../entities/progress.ts';
import { COUNTING } from './counting.ts';

const OPTIONAL = {
  courseId: null,
  sessionId: null,
  moduleId: null,
  messageId: null,
  exerciseKey: null,
  notes: null,
  sourceKey: null,
  quote: null,
  quoteStart: null,
  confidence: null,
  needsAttention: null,
  history: null,
  deletedAt: null,
  erasedAt: null,
};

const COLUMNS = {
  id: 'id',
  userId: 'user_id',
  courseId: 'course_id',
  sessionId: 'session_id',
  moduleId: 'module_id',
  messageId: 'message_id',
  activityType: 'activity_type',
  exerciseKey: 'exercise_key',
  data: 'data',
  metrics: 'metrics',
  notes: 'notes',
  occurredAt: 'occurred_at',
  zone: 'zone',
  localDay: 'local_day',
  source: 'source',
  sourceKey: 'source_key',
  status: 'status',
  quote: 'quote',
  quoteStart: 'quote_start',
  confidence: 'confidence',
  needsAttention: 'needs_attention',
  history: 'history',
  createdAt: 'created_at',
  updatedAt: 'updated_at',
  deletedAt: 'deleted_at',
  erasedAt: 'erased_at',
} satisfies { [property in Exclude<keyof ProgressRow, 'redacted'>]: string };

const INSERT = prepared(
  'insert_log',
  `INSERT INTO progress_logs (${Object.values(COLUMNS).join(', ')})
  VALUES (${Object.keys(COLUMNS)
    .map((_, n) => `$${n + 1}`)
    .join(', ')})
  ON CONFLICT DO NOTHING RETURNING id`,
);

export function createProgressStore(em: EntityManager): ProgressStore {
  const db = tablesOf(em);

  async function find(id: string): Promise<ProgressRow | undefined> {
    const row = await em.findOne(ProgressLogEntity, { id }, asValues);
    return row ? present({ ...row }) : undefined;
  }

  /**
   * Return whether another entry has the source key. In that case the insert failed because of the source key, not
   * because of the id.
   */
  async function isLogged({ id, userId, sourceKey }: ProgressRow): Promise<boolean> {
    if (sourceKey === undefined) return false;
    const other = await db
      .selectFrom('progress_logs')
      .select('id')
      .where('userId', '=', userId)
      .where('sourceKey', '=', sourceKey)
      .executeTakeFirst();
    return other !== undefined && other.id !== id;
  }

  return {
    find,

    async ofMessages(userId, messageIds) {
      const query = db.selectFrom('progress_logs').selectAll().where('userId', '=', userId);
      const resting = query.where('messageId', 'in', messageIds).where('sourceKey', 'is not', null);
      return read(em, ProgressLogEntity, resting.orderBy('createdAt').orderBy('id'));
    },

    async since(userId, instant) {
      const query = db.selectFrom('progress_logs').selectAll().where('userId', '=', userId);
      return read(em, ProgressLogEntity, query.where('occurredAt', '>=', instant).orderBy('occurredAt').orderBy('id'));
    },

    async bySource(userId, sourceKey) {
      const row = await em.findOne(ProgressLogEntity, { userId, sourceKey }, asValues);
      return row ? present({ ...row }) : undefined;
    },

    async correctedIn(userId, messageIds) {
      const query = db.selectFrom('progress_logs').selectAll().where('userId', '=', userId);
      const made = messageIds.map((messageId) => sql<boolean>`history @> ${JSON.stringify([{ messageId }])}::jsonb`);
      return read(
        em,
        ProgressLogEntity,
        query
          .where((where) => where.or(made))
          .orderBy('createdAt')
          .orderBy('id'),
      );
    },

    async insert(entry) {
      // A conflict inserts nothing instead of raising an error. An error would end the transaction, although the caller
      // can go on.
      const [inserted] = await rows(handleOf(em), INSERT, valuesOf(entry));
      if (!inserted) throw taken((await isLogged(entry)) ? 'sourceKey' : 'id');
    },

    async save(entry) {
      await em.nativeUpdate(ProgressLogEntity, { id: entry.id }, { ...OPTIONAL, ...entry });
    },

    async list({ page, limit, sort, ...filter }) {
      const query = filtered(db.selectFrom('progress_logs').selectAll().where('deletedAt', 'is', null), filter);
      return readPage(em, ProgressLogEntity, query, { page, limit, sort });
    },

    async counting({ userId, exerciseKey, sessionId, after, limit, newestFirst = false }) {
      const order = newestFirst ? 'desc' : 'asc';
      let query = db.selectFrom('progress_logs').selectAll().where('userId', '=', userId).where(counts);
      if (exerciseKey !== undefined) query = query.where('exerciseKey', '=', exerciseKey);
      if (sessionId !== undefined) query = query.where('sessionId', '=', sessionId);
      if (after !== undefined)
        query = query.where(sql<boolean>`(occurred_at, id) > (${after.occurredAt}::timestamptz, ${after.id}::uuid)`);
      if (limit !== undefined) query = query.limit(limit);
      return read(em, ProgressLogEntity, query.orderBy('occurredAt', order).orderBy('id', order));
    },

    async metricsOf(sessionIds) {
      const ofSessions = sql<boolean>`session_id = ANY(${sessionIds}::uuid[])`;
      const query = db.selectFrom('progress_logs').select(['id', 'sessionId', 'exerciseKey', 'metrics']);
      return read(em, ProgressLogEntity, query.where(ofSessions).where(counts).orderBy('occurredAt').orderBy('id'));
    },

    async days(userId, courseId) {
      let query = db
        .selectFrom('progress_logs')
        .select('localDay')
        .distinct()
        .where('userId', '=', userId)
        .where(counts);
      if (courseId !== undefined) query = query.where('courseId', '=', courseId);
      const found = await read(em, ProgressLogEntity, query.orderBy('localDay'));
      return found.map(({ localDay }) => localDay);
    },
  };
}

/** Return the values of an entry in the order of the columns. Lists and objects are written as JSON. */
function valuesOf(entry: ProgressRow): unknown[] {
  return Object.keys(COLUMNS).map((property) => {
    const value = entry[property as keyof typeof COLUMNS] ?? null;
    return typeof value === 'object' && value !== null ? JSON.stringify(value) : value;
  });
}

const counts = sql<boolean>`${sql.raw(COUNTING)}`;

function filtered<O>(query: SelectQueryBuilder<Tables, 'progress_logs', O>, filter: ProgressFilter) {
  const { from, to, needsAttention, status, ...equal } = filter;
  let narrowed = query;
  for (const [column, value] of Object.entries(equal)) {
    if (value !== undefined) narrowed = narrowed.where(column as keyof typeof equal, '=', value);
  }
  if (status !== undefined) narrowed = narrowed.where('status', '=', status as ProgressRow['status']);
  if (from !== undefined) narrowed = narrowed.where('occurredAt', '>=', from);
  if (to !== undefined) narrowed = narrowed.where('occurredAt', '<=', to);
  if (needsAttention !== undefined) narrowed = narrowed.where('needsAttention', needsAttention ? 'is' : 'is not', true);
  return narrowed;
}
