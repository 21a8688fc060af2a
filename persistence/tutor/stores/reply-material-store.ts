import { defaultPreferences } from '../../../domain/contract/preferences.ts';
import type { Preferences } from '../../../domain/contract/preferences.ts';
import type { Course } from '../../../domain/course/contract/course.ts';
import type { Module } from '../../../domain/course/contract/module.ts';
import type { ProgressRow, StreakSetting } from '../../../domain/training/stores.ts';
import type { ReplyMaterialStore } from '../../../domain/tutor/stores.ts';
import { CourseEntity, ModuleEntity } from '../../course/entities/course.ts';
import type { EntityManager } from '../../database/database.ts';
import { handleOf, isoInstant, prepared, rows } from '../../database/sql.ts';
import { propertiesOf } from '../../query/read.ts';
import { present } from '../../query/rows.ts';
import { ProgressLogEntity } from '../../training/entities/progress.ts';

type Row = { [column: string]: unknown };

const RECENT_EXERCISES = 5;

// In both statements each message is looked up by itself, in a LATERAL subquery. A join would let the planner read the
// whole table of messages, and a prepared statement keeps that plan while the table grows.

// An edited message has several versions. The query goes up to the first version, and then down to every version that
// followed.
const ASKED = prepared(
  'reply_asked',
  `WITH RECURSIVE up AS (
    SELECT id, edit_of FROM messages WHERE id = $1::uuid
    UNION ALL
    SELECT m.id, m.edit_of
    FROM up CROSS JOIN LATERAL (SELECT id, edit_of FROM messages WHERE id = up.edit_of LIMIT 1) m
  ), family AS (
    SELECT id FROM up WHERE edit_of IS NULL
    UNION ALL
    SELECT m.id FROM family CROSS JOIN LATERAL (SELECT id FROM messages WHERE edit_of = family.id OFFSET 0) m
  ), first AS (
    SELECT id, created_at FROM messages
    WHERE id = (SELECT id FROM (SELECT id FROM family UNION SELECT $1::uuid) version ORDER BY id LIMIT 1)
  )
  SELECT m.content, ARRAY(SELECT id::text FROM family WHERE id <> m.id) AS versions,
    (SELECT id FROM first) AS "firstId", (SELECT ${isoInstant('created_at')} FROM first) AS "firstAt",
    (SELECT timezone FROM users WHERE id = m.user_id) AS zone,
    (SELECT preferences || jsonb_build_object('theme', theme) FROM user_settings WHERE user_id = m.user_id) AS preferences,
    (SELECT json_agg(json_build_object('scope', scope, 'from', from_date, 'frequency', frequency,
        'dayStartHour', day_start_hour, 'weekStart', week_start) ORDER BY from_date, scope)
      FROM streak_settings WHERE user_id = m.user_id) AS settings,
    (SELECT current->>'exercise' FROM (
      SELECT current FROM sessions WHERE id = $2::uuid
      UNION ALL
      SELECT current FROM sessions WHERE $2::uuid IS NULL AND user_id = m.user_id AND status IN ('active', 'paused')
    ) session LIMIT 1) AS "sessionExercise",
    (SELECT json_agg(row_to_json(log)) FROM (
      SELECT * FROM progress_logs
      WHERE user_id = m.user_id AND course_id = m.course_id AND activity_type = 'exercise' AND deleted_at IS NULL
        AND occurred_at BETWEEN (SELECT created_at FROM first) - $3::integer * interval '1 millisecond'
          AND (SELECT created_at FROM first)
      ORDER BY created_at DESC, id DESC LIMIT ${RECENT_EXERCISES}) log) AS exercises,
    (SELECT json_agg(row_to_json(log) ORDER BY created_at, id) FROM progress_logs log
      WHERE user_id = m.user_id AND message_id = m.id) AS entries,
    (SELECT json_agg(row_to_json(log) ORDER BY created_at, id) FROM progress_logs log
      WHERE user_id = m.user_id AND history IS NOT NULL
        AND history @> jsonb_build_array(jsonb_build_object('messageId', m.id))) AS corrected,
    EXISTS (SELECT FROM memories WHERE user_id = m.user_id AND superseded_by IS NULL) AS remembers
  FROM messages m WHERE m.id = $1::uuid`,
);

// The conversation may be long, so it is read message by message, from the end upwards, and only as far as the limit.
const KNOWN = prepared(
  'reply_known',
  `WITH RECURSIVE up AS (
    SELECT parent_id, role, content, 0 AS step FROM messages WHERE id = $3::uuid
    UNION ALL
    SELECT m.parent_id, m.role, m.content, up.step + 1
    FROM up CROSS JOIN LATERAL (SELECT parent_id, role, content FROM messages WHERE id = up.parent_id LIMIT 1) m
    WHERE up.step < $4::integer
  )
  SELECT row_to_json(c) AS course,
    (SELECT json_agg(row_to_json(m) ORDER BY order_index, id) FROM modules m WHERE course_id = c.id) AS modules,
    ARRAY(SELECT module_id::text FROM module_completions WHERE course_id = c.id AND user_id = $2::uuid) AS done,
    (SELECT json_agg(row_to_json(log)) FROM (
      SELECT * FROM progress_logs
      WHERE user_id = $2::uuid AND course_id = c.id AND status = 'confirmed' AND deleted_at IS NULL
      ORDER BY occurred_at DESC, id DESC LIMIT $5::integer) log) AS recent,
    (SELECT json_agg(json_build_object('role', role, 'content', content) ORDER BY step DESC)
      FROM up WHERE step > 0) AS said
  FROM courses c WHERE c.id = $1::uuid`,
);

interface Asked {
  content: string;
  versions: string[];
  firstId: string;
  firstAt: string;
  zone: string | null;
  preferences: Partial<Preferences> | null;
  settings: { [K in keyof StreakSetting]: StreakSetting[K] | null }[] | null;
  sessionExercise: string | null;
  exercises: Row[] | null;
  entries: Row[] | null;
  corrected: Row[] | null;
  remembers: boolean;
}

interface Known {
  course: Row;
  modules: Row[] | null;
  done: string[];
  recent: Row[] | null;
  said: { role: 'user' | 'assistant' | 'system'; content: string }[] | null;
}

/**
 * Return the store that reads the data from which replies are written. Each method runs one statement, because hundreds
 * of replies may begin at the same time.
 */
export function createReplyMaterialStore(em: EntityManager): ReplyMaterialStore {
  return {
    async asked({ messageId, sessionId }, { exercisesSinceMs }) {
      const [found] = await rows<Asked>(handleOf(em), ASKED, [messageId, sessionId ?? null, exercisesSinceMs]);
      if (!found) return undefined;
      const { content, versions, firstId, firstAt, zone, preferences, settings, sessionExercise } = found;
      const entries = (list: Row[] | null) => (list ?? []).map(propertiesOf<ProgressRow>(em, ProgressLogEntity));
      return {
        content,
        versions,
        first: { id: firstId, createdAt: firstAt },
        zone: zone ?? 'UTC',
        preferences: { ...defaultPreferences, ...preferences },
        streakSettings: (settings ?? []).map((setting) => present(setting) as StreakSetting),
        sessionExercise: sessionExercise ?? undefined,
        exercises: entries(found.exercises),
        entries: entries(found.entries),
        corrected: entries(found.corrected),
        remembers: found.remembers,
      };
    },

    async known({ courseId, userId, messageId }, { messages, recent }) {
      const [found] = await rows<Known>(handleOf(em), KNOWN, [courseId, userId, messageId, messages, recent]);
      if (!found) return undefined;
      const done = new Set(found.done);
      const modules = (found.modules ?? []).map(propertiesOf<Module>(em, ModuleEntity));
      return {
        course: propertiesOf<Course>(em, CourseEntity)(found.course),
        modules: modules.map((module) => ({ ...module, completed: done.has(module.id) })),
        recent: (found.recent ?? []).map(propertiesOf<ProgressRow>(em, ProgressLogEntity)),
        said: found.said ?? [],
      };
    },
  };
}
