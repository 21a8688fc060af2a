/**
 * The table of the tutor's memories of learners, which are found by meaning and by words.
 *
 * The vector index is HNSW, because it finds the nearest rows from the first row on. IVFFlat computes its lists from
 * the rows that exist when the index is built, and a new database has none. Both run on Postgres and PGlite.
 */
export const memories = [
  `CREATE TABLE memories (
    id uuid PRIMARY KEY,
    user_id uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    memory_type varchar(50) NOT NULL
      CHECK (memory_type IN ('preference', 'achievement', 'fact', 'goal', 'struggle', 'success')),
    key varchar(255) NOT NULL,
    value jsonb NOT NULL,
    context varchar(255) NOT NULL,
    importance_score double precision NOT NULL CHECK (importance_score BETWEEN 0 AND 1),
    embedding vector(1536) NOT NULL,
    search tsvector NOT NULL GENERATED ALWAYS AS (
      to_tsvector('english', replace(key, '_', ' ')) || jsonb_to_tsvector('english', value, '["string", "numeric"]')
    ) STORED,
    superseded_by uuid REFERENCES memories (id) ON DELETE SET NULL,
    source_message_id uuid REFERENCES messages (id) ON DELETE SET NULL,
    source_entry_id uuid REFERENCES progress_logs (id) ON DELETE SET NULL,
    last_accessed timestamptz(3) NOT NULL,
    created_at timestamptz(3) NOT NULL)`,
  `CREATE INDEX memories_user_id_index ON memories (user_id, created_at)`,
  `CREATE INDEX memories_type_index ON memories (user_id, memory_type)`,
  `CREATE INDEX memories_context_index ON memories (user_id, context)`,
  `CREATE INDEX memories_importance_index ON memories (user_id, importance_score)`,
  `CREATE INDEX memories_key_index ON memories (user_id, key, memory_type, context) WHERE superseded_by IS NULL`,
  `CREATE INDEX memories_superseded_by_index ON memories (superseded_by) WHERE superseded_by IS NOT NULL`,
  `CREATE INDEX memories_source_message_index ON memories (source_message_id) WHERE source_message_id IS NOT NULL`,
  `CREATE INDEX memories_source_entry_index ON memories (source_entry_id) WHERE source_entry_id IS NOT NULL`,
  `CREATE INDEX memories_embedding_index ON memories USING hnsw (embedding vector_cosine_ops)`,
  `CREATE INDEX memories_search_index ON memories USING gin (search)`,
];
