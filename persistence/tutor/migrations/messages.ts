/** The table of the messages in a learner's conversation about a course. */
export const messages = [
  `CREATE TABLE messages (
    id uuid PRIMARY KEY,
    user_id uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    course_id uuid NOT NULL REFERENCES courses (id) ON DELETE CASCADE,
    session_id uuid REFERENCES sessions (id) ON DELETE SET NULL,
    parent_id uuid REFERENCES messages (id) ON DELETE SET NULL,
    role varchar(20) NOT NULL CHECK (role IN ('user', 'assistant', 'system')),
    content text NOT NULL,
    context jsonb,
    state varchar(20) NOT NULL CHECK (state IN ('done', 'streaming', 'stopped', 'failed')),
    request_id varchar(128),
    reply_id uuid,
    attempt integer,
    suggestions jsonb,
    auto_logged jsonb,
    model varchar(255),
    degraded boolean,
    created_at timestamptz(3) NOT NULL)`,
  // Ids are UUIDv7, so their order is the order of the conversation.
  `CREATE INDEX messages_history_index ON messages (user_id, course_id, id)`,
  `CREATE INDEX messages_course_id_index ON messages (course_id)`,
  `CREATE INDEX messages_session_id_index ON messages (session_id, id) WHERE session_id IS NOT NULL`,
  `CREATE INDEX messages_parent_id_index ON messages (parent_id) WHERE parent_id IS NOT NULL`,
];
