import type { DeviceRow, UserRow } from '../../../../domain/account/stores.ts';
import type { Stores } from '../../../../domain/areas/stores.ts';
import { defaultCoursePreferences } from '../../../../domain/course/contract/course.ts';
import type { Course } from '../../../../domain/course/contract/course.ts';
import type { Module } from '../../../../domain/course/contract/module.ts';
import { newId } from '../../../../domain/ids.ts';
import type { SessionRow } from '../../../../domain/training/rules/session.ts';
import type { ProgressRow } from '../../../../domain/training/stores.ts';
import type { Message } from '../../../../domain/tutor/contract/chat.ts';
import type { Memory } from '../../../../domain/tutor/contract/memory.ts';
import type { ReplyRow } from '../../../../domain/tutor/stores.ts';
import type { EntityManager } from '../../../../persistence/database/database.ts';
import { handleOf, rows } from '../../../../persistence/database/sql.ts';
import { createStores } from '../../../../persistence/stores.ts';
import { testDatabase } from '../../../support/database.ts';
import type { DatabaseKind } from '../../../support/database.ts';

export interface StoresUnderTest {
  /** The stores outside a transaction. They read only committed rows. */
  read: Stores;
  write<T>(work: (stores: Stores, em: EntityManager) => Promise<T>): Promise<T>;
  sql<T>(text: string, values?: unknown[]): Promise<T[]>;
}

export async function openStores(kind: DatabaseKind): Promise<StoresUnderTest> {
  const { orm } = await testDatabase(kind);
  return {
    read: createStores(orm.em.fork()),
    write: (work) => orm.em.fork().transactional((em) => work(createStores(em), em)),
    sql: (text, values) => rows(handleOf(orm.em), text, values),
  };
}

export const at = '2026-11-05T10:00:00.123Z';
/** Return the time that is `minutes` minutes after `at`. */
export const later = (minutes: number) => new Date(Date.parse(at) + minutes * 60_000).toISOString();

export function userRow(fields: Partial<UserRow> = {}): UserRow {
  const id = newId();
  return {
    id,
    email: `${id}@example.com`,
    passwordHash: '$argon2id$v=19$m=19456,t=2,p=1$c2FsdA$aGFzaA',
    timezone: 'Europe/London',
    emailVerified: false,
    roles: ['learner'],
    tier: 'free',
    createdAt: at,
    ...fields,
  };
}

export function courseRow(ownerId: string, fields: Partial<Course> = {}): Course {
  return {
    id: newId(),
    ownerId,
    title: 'Strength for beginners',
    topic: 'Strength',
    currentLevel: 'beginner',
    goals: ['build muscle'],
    status: 'active',
    isPublic: false,
    preferences: defaultCoursePreferences,
    version: 1,
    createdAt: at,
    updatedAt: at,
    ...fields,
  };
}

export function moduleRow(courseId: string, orderIndex: number, fields: Partial<Module> = {}): Module {
  return {
    id: newId(),
    courseId,
    nodeId: newId(),
    title: `Module ${orderIndex}`,
    moduleType: 'lesson',
    orderIndex,
    path: String(orderIndex + 1),
    depth: 1,
    content: { instructions: 'Begin with the empty bar.' },
    prerequisites: [],
    estimatedDuration: 30,
    version: 1,
    ...fields,
  };
}

export function sessionRow(userId: string, courseId: string, fields: Partial<SessionRow> = {}): SessionRow {
  return {
    id: newId(),
    userId,
    courseId,
    sessionType: 'practice',
    status: 'active',
    zone: 'Europe/London',
    startedAt: at,
    pausedMs: 0,
    lastActivityAt: at,
    moves: [],
    ...fields,
  };
}

type MessageRow = Message & { userId: string };
export function messageRow(userId: string, courseId: string, fields: Partial<MessageRow> = {}): MessageRow {
  return {
    id: newId(),
    userId,
    courseId,
    role: 'user',
    content: 'What is next?',
    state: 'done',
    createdAt: at,
    ...fields,
  };
}

export function replyRow(userId: string, courseId: string, fields: Partial<ReplyRow> = {}): ReplyRow {
  return {
    id: newId(),
    messageId: newId(),
    userId,
    courseId,
    requestId: 'req-1',
    state: 'queued',
    attempt: 0,
    fence: 0,
    stopRequested: false,
    createdAt: at,
    ...fields,
  };
}

export function entryRow(userId: string, fields: Partial<ProgressRow> = {}): ProgressRow {
  return {
    id: newId(),
    userId,
    activityType: 'exercise',
    exerciseKey: 'bench_press',
    data: {
      exercise: 'bench press',
      exerciseKey: 'bench_press',
      sets: [{ weight: { value: 135, unit: 'lb' }, reps: 8 }],
    },
    metrics: { volume: 489.88, reps: 8, sets: 1, topWeight: 61.23 },
    occurredAt: at,
    zone: 'America/New_York',
    localDay: '2026-11-05',
    source: 'manual',
    status: 'confirmed',
    createdAt: at,
    updatedAt: at,
    ...fields,
  };
}

export function deviceRow(userId: string, tokenHash: string, fields: Partial<DeviceRow> = {}): DeviceRow {
  return {
    id: newId(),
    userId,
    name: 'Firefox on Linux',
    ipPrefix: '203.0.113.0/24',
    tokenHash,
    rotatedAt: at,
    expiresAt: '2126-12-05T10:00:00.123Z',
    createdAt: at,
    lastSeenAt: at,
    ...fields,
  };
}

export function memoryRow(userId: string, fields: Partial<Memory> = {}): Memory & { userId: string } {
  return {
    id: newId(),
    userId,
    memoryType: 'struggle',
    key: 'shoulder_press_form',
    value: 'Back pulls during the shoulder press',
    context: 'global',
    importanceScore: 0.8,
    lastAccessed: at,
    createdAt: at,
    ...fields,
  };
}

/** Return a unit vector with an angle of `degrees` to the vector that `direction(0)` returns. */
export function direction(degrees: number): number[] {
  const vector = Array.from({ length: 1_536 }, () => 0);
  vector[0] = Math.cos((degrees * Math.PI) / 180);
  vector[1] = Math.sin((degrees * Math.PI) / 180);
  return vector;
}

/** Create a user, and a course that the user owns and follows. */
export async function learner(
  stores: StoresUnderTest,
  fields: Partial<Course> = {},
): Promise<{ userId: string; courseId: string }> {
  const user = userRow();
  const course = courseRow(user.id, fields);
  await stores.write(async (tx) => {
    await tx.users.insert(user);
    await tx.courses.insert(course);
    await tx.courses.enrol(user.id, course.id);
  });
  return { userId: user.id, courseId: course.id };
}
