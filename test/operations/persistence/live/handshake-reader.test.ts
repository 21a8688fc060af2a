import { randomUUID } from 'node:crypto';
import { beforeEach, expect, it } from 'vitest';
import type { HandshakeReader } from '../../../../domain/live/ports.ts';
import type { Database } from '../../../../persistence/database/database.ts';
import { createHandshakeReader } from '../../../../persistence/live/handshake-reader.ts';
import { describeEachDatabase, testDatabase } from '../../../support/database.ts';
import { sql } from '../commands.ts';

describeEachDatabase('[C1, C2] what a handshake reads', (kind) => {
  let database: Database;
  let reader: HandshakeReader;
  beforeEach(async () => {
    database = await testDatabase(kind);
    reader = createHandshakeReader(database);
  });

  async function newUser(tier = 'free'): Promise<string> {
    const userId = randomUUID();
    await sql(
      database,
      `INSERT INTO users (id, email, password_hash, timezone, email_verified, tier, created_at)
       VALUES ($1, $2, '', 'UTC', false, $3, now())`,
      [userId, `${userId}@example.org`, tier],
    );
    return userId;
  }

  async function newCourse(userId: string): Promise<string> {
    const courseId = randomUUID();
    await sql(
      database,
      `INSERT INTO courses (id, owner_id, title, topic, current_level, goals, status, is_public, preferences, version, created_at, updated_at)
       VALUES ($1, $2, 'Running', 'running', 'beginner', '[]', 'active', false, '{}', 1, now(), now())`,
      [courseId, userId],
    );
    await sql(database, 'INSERT INTO enrolments (user_id, course_id, created_at) VALUES ($1, $2, now())', [
      userId,
      courseId,
    ]);
    return courseId;
  }

  async function newReply(userId: string, courseId: string, state: string, minute: number): Promise<object> {
    const [id, messageId] = [randomUUID(), randomUUID()];
    await sql(
      database,
      `INSERT INTO replies (id, message_id, user_id, course_id, request_id, state, attempt, created_at)
       VALUES ($1, $2, $3, $4, 'r', $5, 1, timestamptz '2026-01-01' + $6 * interval '1 minute')`,
      [id, messageId, userId, courseId, state, minute],
    );
    return { replyId: id, messageId, courseId, attempt: 1 };
  }

  it('has an account’s roles, courses, open replies in their order and the head at one moment', async () => {
    const [userId, sid] = [await newUser('premium'), randomUUID()];
    const courses = [await newCourse(userId), await newCourse(userId)].sort();
    const course = courses[0] ?? '';
    const later = await newReply(userId, course, 'queued', 2);
    const earlier = await newReply(userId, course, 'running', 1);
    await newReply(userId, course, 'done', 0);
    for (const role of ['author', 'admin'])
      await sql(database, 'INSERT INTO user_roles (user_id, role) VALUES ($1, $2)', [userId, role]);
    await sql(database, 'INSERT INTO stream_heads (name, seq) VALUES ($1, 7)', [`user:${userId}`]);
    expect(await reader.read([{ userId, sid }])).toEqual([
      {
        actor: {
          userId,
          sid,
          email: `${userId}@example.org`,
          roles: ['admin', 'author'],
          tier: 'premium',
          scopes: ['learn'],
        },
        isRevoked: false,
        isVisible: true,
        courses,
        replies: [earlier, later],
        head: 7,
      },
    ]);
  });

  it('is read for many devices in their order: two of one account, and undefined for an unknown account', async () => {
    const [ada, ben, sid] = [await newUser(), await newUser(), randomUUID()];
    await sql(
      database,
      `INSERT INTO user_settings (user_id, theme, preferences)
       VALUES ($1, 'system', '{"privacySettings":{"showPresence":false,"profileVisible":true}}')`,
      [ben],
    );
    await sql(database, `INSERT INTO revocations (sid, user_id, reason) VALUES ($1, $2, 'logout')`, [sid, ada]);
    const other = randomUUID();
    const asked = [
      { userId: ben, sid: other },
      { userId: randomUUID(), sid: other },
      { userId: ada, sid },
      { userId: ada, sid: other },
    ];
    const found = await reader.read(asked);
    expect(found.map((state) => state?.actor.userId)).toEqual([ben, undefined, ada, ada]);
    expect(found.map((state) => state?.isVisible)).toEqual([false, undefined, true, true]);
    expect(found.map((state) => state?.isRevoked)).toEqual([false, undefined, true, false]);
    expect(found.map((state) => state?.head)).toEqual([0, undefined, 0, 0]);
  });
});
