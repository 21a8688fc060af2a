import type { MessageStore } from '../../domain/stores.ts';
import type { EntityManager } from '../database.ts';
import { MessageEntity } from '../entities/message.ts';
import { read } from './read.ts';
import { asValues, named, present, taken } from './rows.ts';
import { tablesOf } from './tables.ts';

const SHOWN = [
  'id',
  'courseId',
  'sessionId',
  'parentId',
  'role',
  'content',
  'context',
  'state',
  'requestId',
  'replyId',
  'attempt',
  'suggestions',
  'autoLogged',
  'model',
  'degraded',
  'createdAt',
] as const;

const OPTIONAL = {
  sessionId: null,
  parentId: null,
  context: null,
  requestId: null,
  replyId: null,
  attempt: null,
  suggestions: null,
  autoLogged: null,
  model: null,
  degraded: null,
};

export function createMessageStore(em: EntityManager): MessageStore {
  const db = tablesOf(em);

  return {
    async insert(message) {
      const inserted = await db
        .insertInto('messages')
        .values({ ...OPTIONAL, ...message })
        .onConflict((conflict) => conflict.doNothing())
        .returning('id')
        .executeTakeFirst();
      if (!inserted) throw taken('id');
    },

    async find(id) {
      const row = await em.findOne(MessageEntity, { id }, asValues);
      return row ? present({ ...row }) : undefined;
    },

    async update(id, patch) {
      await em.nativeUpdate(MessageEntity, { id }, named(patch));
    },

    async history({ userId, courseId, sessionId, before, after, limit }) {
      let query = db.selectFrom('messages').select(SHOWN).where('userId', '=', userId).where('courseId', '=', courseId);
      if (sessionId !== undefined) query = query.where('sessionId', '=', sessionId);
      if (before !== undefined) query = query.where('id', '<', before);
      if (after !== undefined) query = query.where('id', '>', after);
      const forward = after !== undefined;
      // One more than asked tells whether there are more.
      const page = query.orderBy('id', forward ? 'asc' : 'desc').limit(limit + 1);
      const found = await read(em, MessageEntity, page);
      const shown = found.slice(0, limit);
      return { rows: forward ? shown : shown.reverse(), hasMore: found.length > limit };
    },
  };
}
