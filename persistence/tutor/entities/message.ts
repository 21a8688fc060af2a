import { defineEntity, p } from '@mikro-orm/core';
import { MAX_MODEL_NAME } from '../../../domain/tutor/contract/chat.ts';
import type { Message } from '../../../domain/tutor/contract/chat.ts';
import { InstantType } from '../../database/column-types.ts';

export const MessageEntity = defineEntity({
  name: 'Message',
  tableName: 'messages',
  properties: {
    id: p.uuid().primary(),
    userId: p.uuid(),
    courseId: p.uuid(),
    sessionId: p.uuid().nullable(),
    parentId: p.uuid().nullable(),
    editOf: p.uuid().nullable(),
    /** whether the message is on the branch that is shown */
    isShown: p.boolean().default(true),
    role: p.string().length(20).$type<Message['role']>(),
    content: p.text(),
    context: p.json<NonNullable<Message['context']>>().nullable(),
    state: p.string().length(20).$type<Message['state']>(),
    requestId: p.string().length(128).nullable(),
    replyId: p.uuid().nullable(),
    attempt: p.integer().nullable(),
    suggestions: p.json<string[]>().nullable(),
    autoLogged: p.json<NonNullable<Message['autoLogged']>>().nullable(),
    model: p.string().length(MAX_MODEL_NAME).nullable(),
    degraded: p.boolean().nullable(),
    createdAt: p.type(InstantType),
  },
});
