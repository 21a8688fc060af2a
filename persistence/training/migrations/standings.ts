/**
 * A scope is the id of a course, or one of the words `overall` and `user`. Rows with the id of a course are deleted
 * with the course.
 */
const COURSE_OF_SCOPE = `course_id uuid
      GENERATED ALWAYS AS (CASE WHEN scope IN ('overall', 'user') THEN NULL ELSE scope::uuid END) STORED
      REFERENCES courses (id) ON DELETE CASCADE`;

/** The tables of what is derived from the log: exercise facts, records, streaks, achievements and figures. */
export const standings = [
  `CREATE TABLE exercise_facts (
    user_id uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    exercise_key varchar(200) NOT NULL,
    state jsonb NOT NULL,
    last_occurred_at timestamptz(3),
    last_entry_id uuid,
    PRIMARY KEY (user_id, exercise_key))`,

  `CREATE TABLE records (
    user_id uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    exercise_key varchar(200) NOT NULL,
    kind varchar(30) NOT NULL,
    entry_id uuid NOT NULL REFERENCES progress_logs (id) ON DELETE CASCADE,
    exercise varchar(200) NOT NULL,
    value jsonb NOT NULL,
    reps integer,
    previous jsonb,
    at timestamptz(3) NOT NULL,
    PRIMARY KEY (user_id, exercise_key, kind, entry_id))`,
  `CREATE INDEX records_at_index ON records (user_id, at)`,
  `CREATE INDEX records_entry_id_index ON records (entry_id)`,

  `CREATE TABLE streaks (
    user_id uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    scope varchar(36) NOT NULL,
    ${COURSE_OF_SCOPE},
    unit varchar(10) NOT NULL CHECK (unit IN ('day', 'week')),
    current integer NOT NULL CHECK (current >= 0),
    longest integer NOT NULL CHECK (longest >= current),
    status varchar(20) NOT NULL CHECK (status IN ('none', 'active', 'at_risk', 'broken')),
    freezes integer NOT NULL CHECK (freezes >= 0),
    next_milestone integer NOT NULL,
    PRIMARY KEY (user_id, scope))`,
  `CREATE INDEX streaks_course_id_index ON streaks (course_id) WHERE course_id IS NOT NULL`,

  `CREATE TABLE streak_settings (
    user_id uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    scope varchar(36) NOT NULL,
    ${COURSE_OF_SCOPE},
    from_date date NOT NULL,
    frequency jsonb,
    day_start_hour integer CHECK (day_start_hour BETWEEN 0 AND 6),
    week_start varchar(10) CHECK (week_start IN ('monday', 'sunday', 'saturday')),
    PRIMARY KEY (user_id, scope, from_date))`,
  `CREATE INDEX streak_settings_course_id_index ON streak_settings (course_id) WHERE course_id IS NOT NULL`,

  `CREATE TABLE achievements (
    user_id uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    key varchar(100) NOT NULL,
    title varchar(255) NOT NULL,
    description text NOT NULL,
    progress double precision NOT NULL CHECK (progress BETWEEN 0 AND 1),
    earned_at timestamptz(3),
    revoked_at timestamptz(3),
    reason varchar(255),
    PRIMARY KEY (user_id, key))`,

  `CREATE TABLE analytics (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    user_id uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    course_id uuid REFERENCES courses (id) ON DELETE CASCADE,
    metric_type varchar(50) NOT NULL,
    metric_value double precision NOT NULL,
    period varchar(20) CHECK (period IN ('daily', 'weekly', 'monthly', 'all_time')),
    calculated_at timestamptz(3) NOT NULL DEFAULT now())`,
  `CREATE INDEX analytics_user_id_index ON analytics (user_id, metric_type, calculated_at)`,
  `CREATE INDEX analytics_course_id_index ON analytics (course_id) WHERE course_id IS NOT NULL`,
];
