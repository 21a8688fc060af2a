/**
 * The condition for entries that count. The predicates of the indexes and the queries of the store must both use it.
 */
const COUNTS = `status = 'confirmed' AND deleted_at IS NULL`;

/**
 * The log of what learners did, from which all figures are derived [DF1]. Its rows stay when their course, session or
 * module is deleted.
 */
export const progress = [
  `CREATE TABLE progress_logs (
    id uuid PRIMARY KEY,
    user_id uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    course_id uuid REFERENCES courses (id) ON DELETE SET NULL,
    session_id uuid REFERENCES sessions (id) ON DELETE SET NULL,
    module_id uuid REFERENCES modules (id) ON DELETE SET NULL,
    message_id uuid REFERENCES messages (id) ON DELETE SET NULL,
    activity_type varchar(50) NOT NULL
      CHECK (activity_type IN ('exercise', 'quiz', 'reading', 'practice', 'reflection')),
    exercise_key varchar(200),
    data jsonb NOT NULL,
    metrics jsonb NOT NULL,
    notes text,
    occurred_at timestamptz(3) NOT NULL,
    zone varchar(64) NOT NULL,
    local_day date NOT NULL,
    source varchar(20) NOT NULL CHECK (source IN ('manual', 'chat', 'voice', 'sync')),
    source_key varchar(255),
    status varchar(20) NOT NULL CHECK (status IN ('confirmed', 'unconfirmed', 'undone')),
    quote text,
    quote_start integer CHECK (quote_start >= 0),
    confidence double precision CHECK (confidence BETWEEN 0 AND 1),
    needs_attention boolean,
    history jsonb,
    created_at timestamptz(3) NOT NULL,
    updated_at timestamptz(3) NOT NULL,
    deleted_at timestamptz(3))`,
  // One activity in one message is logged only once [T8], even after the entry was undone.
  `CREATE UNIQUE INDEX progress_logs_source_key_unique ON progress_logs (user_id, source_key) WHERE source_key IS NOT NULL`,
  `CREATE INDEX progress_logs_user_id_index ON progress_logs (user_id, occurred_at, id)`,
  `CREATE INDEX progress_logs_course_id_index ON progress_logs (course_id, user_id, occurred_at, id)`,
  `CREATE INDEX progress_logs_session_id_index ON progress_logs (session_id) WHERE session_id IS NOT NULL`,
  `CREATE INDEX progress_logs_module_id_index ON progress_logs (module_id) WHERE module_id IS NOT NULL`,
  `CREATE INDEX progress_logs_message_id_index ON progress_logs (message_id) WHERE message_id IS NOT NULL`,
  `CREATE INDEX progress_logs_occurred_at_index ON progress_logs (occurred_at)`,
  `CREATE INDEX progress_logs_activity_type_index ON progress_logs (user_id, activity_type, occurred_at)`,
  `CREATE INDEX progress_logs_counting_index ON progress_logs (user_id, occurred_at, id) WHERE ${COUNTS}`,
  `CREATE INDEX progress_logs_exercise_index ON progress_logs (user_id, exercise_key, occurred_at, id) WHERE ${COUNTS}`,
  `CREATE INDEX progress_logs_days_index ON progress_logs (user_id, local_day) INCLUDE (course_id) WHERE ${COUNTS}`,
  `CREATE INDEX progress_logs_data_index ON progress_logs USING gin (data jsonb_path_ops)`,
  `CREATE INDEX progress_logs_metrics_index ON progress_logs USING gin (metrics jsonb_path_ops)`,
];
