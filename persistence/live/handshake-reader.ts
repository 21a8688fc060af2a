import { actorOf } from '../../domain/account/usecases/actor.ts';
import { defaultPreferences } from '../../domain/contract/preferences.ts';
import type { HandshakeReader, HandshakeState } from '../../domain/live/ports.ts';
import type { Database } from '../database/database.ts';
import { orUnavailable } from '../database/failures.ts';
import { handleOf, prepared, rows } from '../database/sql.ts';

// All is read in one statement and so from one snapshot, so the answer contains the effect of every event up to `head`.
// Each row is looked up in a LATERAL subquery. Joins would read whole tables, because the plan is made for any number of
// handshakes.
const READ = prepared(
  'handshakes',
  `SELECT u.id, u.email, u.tier, h.seq AS head,
    s.preferences->'privacySettings'->>'showPresence' AS shows,
    EXISTS (SELECT FROM revocations WHERE sid = asked.sid) AS revoked,
    ARRAY(SELECT role FROM user_roles WHERE user_id = u.id ORDER BY role) AS roles,
    ARRAY(SELECT course_id::text FROM enrolments WHERE user_id = u.id ORDER BY course_id) AS courses,
    (SELECT json_agg(json_build_object('replyId', r.id, 'messageId', r.message_id, 'courseId', r.course_id,
                                       'attempt', r.attempt) ORDER BY r.created_at, r.id)
     FROM replies r WHERE r.user_id = u.id AND r.state IN ('queued', 'running')) AS replies
  FROM unnest($1::uuid[], $2::uuid[]) WITH ORDINALITY AS asked (user_id, sid, n)
  LEFT JOIN LATERAL (SELECT id, email, tier FROM users WHERE id = asked.user_id LIMIT 1) u ON true
  LEFT JOIN LATERAL (SELECT preferences FROM user_settings WHERE user_id = u.id LIMIT 1) s ON true
  LEFT JOIN LATERAL (SELECT seq FROM stream_heads WHERE name = 'user:' || u.id LIMIT 1) h ON true
  ORDER BY asked.n`,
);

interface Row extends Pick<HandshakeState, 'courses'> {
  id: string | null;
  email: string;
  tier: 'free' | 'premium';
  roles: string[];
  revoked: boolean;
  head: string | null;
  shows: string | null;
  replies: HandshakeState['replies'] | null;
}

/** Return a reader that reads the data for many handshakes in one round trip [C1, C2]. */
export function createHandshakeReader({ orm }: Database): HandshakeReader {
  return orUnavailable({
    async read(asked) {
      const [users, sids] = [asked.map(({ userId }) => userId), asked.map(({ sid }) => sid)];
      const found = await rows<Row>(handleOf(orm.em), READ, [users, sids]);
      return found.map((row, n) => stateOf(row, sids[n] ?? ''));
    },
  });
}

function stateOf(row: Row, sid: string): HandshakeState | undefined {
  const { id, head, shows, replies, revoked, courses } = row;
  if (id === null) return undefined;
  return {
    actor: actorOf({ ...row, id }, sid),
    isRevoked: revoked,
    isVisible: shows === null ? defaultPreferences.privacySettings.showPresence : shows === 'true',
    courses,
    replies: replies ?? [],
    head: Number(head ?? 0),
  };
}
