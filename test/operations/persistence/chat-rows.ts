import { randomUUID } from 'node:crypto';
import type { Database } from '../../../persistence/database/database.ts';
import { sql } from './commands.ts';

/** A learner and a course with one conversation. Replies are inserted into this conversation. */
export interface Chat {
  userId: string;
  courseId: string;
}

/** Insert a learner and a course. */
export async function insertChat(database: Database, userId: string = randomUUID()): Promise<Chat> {
  const courseId = randomUUID();
  await sql(
    database,
    `INSERT INTO users (id, email, password_hash, timezone, email_verified, tier, created_at)
     VALUES ($1, $2, '', 'UTC', false, 'free', now()) ON CONFLICT DO NOTHING`,
    [userId, `${userId}@example.org`],
  );
  await sql(
    database,
    `INSERT INTO courses (id, owner_id, title, topic, current_level, goals, status, is_public, preferences, version, created_at, updated_at)
     VALUES ($1, $2, 'Running', 'running', 'beginner', '[]', 'active', false, '{}', 1, now(), now())`,
    [courseId, userId],
  );
  return { userId, courseId };
}

/**
 * Insert a queued reply. `second` is added to its time of creation, so that a test can choose the order of its replies.
 */
export async function insertReply(database: Database, { userId, courseId }: Chat, second = 0): Promise<string> {
  const id = randomUUID();
  await sql(
    database,
    `INSERT INTO replies (id, message_id, user_id, course_id, request_id, state, created_at)
     VALUES ($1, $2, $3, $4, 'r', 'queued', timestamptz '2026-01-01' + $5 * interval '1 second')`,
    [id, randomUUID(), userId, courseId, second],
  );
  return id;
}
