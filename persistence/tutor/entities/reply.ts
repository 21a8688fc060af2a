import { defineEntity, p } from '@mikro-orm/core';
import type { ChatContext, ReplyCompleted } from '../../../domain/tutor/contract/chat.ts';
import type { ReplyState } from '../../../domain/tutor/stores.ts';
import { InstantType } from '../../database/column-types.ts';

/**
 * A reply of the tutor. The same row is the job that writes the reply: it holds the owner, the fencing token and the stop
 * flag, so that another node can take over if the owner dies [T1].
 */
export const ReplyEntity = defineEntity({
  name: 'Reply',
  tableName: 'replies',
  properties: {
    id: p.uuid().primary(),
    messageId: p.uuid(),
    userId: p.uuid(),
    courseId: p.uuid(),
    sessionId: p.uuid().nullable(),
    context: p.json<ChatContext>().nullable(),
    requestId: p.text(),
    state: p.text().$type<ReplyState>(),
    attempt: p.integer().default(0),
    /** The node that owns the reply until `expiresAt`, by the database's clock. */
    owner: p.text().nullable(),
    expiresAt: p.type(InstantType).nullable(),
    /** The fencing token, which grows with every change of owner. A commit with an older token is refused. */
    fence: p.integer().default(0),
    stopRequested: p.boolean().default(false),
    result: p.json<ReplyCompleted>().nullable(),
    failure: p.text().nullable(),
    createdAt: p.type(InstantType),
  },
});
