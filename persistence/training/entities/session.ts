import { defineEntity, p } from '@mikro-orm/core';
import type { Current, Rest, Session, SessionStatus } from '../../../domain/training/contract/session.ts';
import type { SessionMove } from '../../../domain/training/rules/session.ts';
import { InstantType } from '../../database/column-types.ts';

export const SessionEntity = defineEntity({
  name: 'Session',
  tableName: 'sessions',
  properties: {
    id: p.uuid().primary(),
    userId: p.uuid(),
    courseId: p.uuid(),
    sessionType: p.string().length(50).$type<Session['sessionType']>(),
    status: p.string().length(20).$type<SessionStatus>(),
    plannedDuration: p.integer().nullable(),
    actualDuration: p.double().$type<number>().nullable(),
    current: p.json<Current>().nullable(),
    notes: p.text().nullable(),
    rest: p.json<Rest>().nullable(),
    zone: p.string().length(64),
    startedAt: p.type(InstantType),
    pausedAt: p.type(InstantType).nullable(),
    pausedMs: p.bigint('number'),
    completedAt: p.type(InstantType).nullable(),
    lastActivityAt: p.type(InstantType),
    summary: p.json<NonNullable<Session['summary']>>().nullable(),
    moves: p.json<SessionMove[]>(),
  },
});
