import type { EntityManager } from '../../database/database.ts';
import { handleOf, rows } from '../../database/sql.ts';

/** A list without the element of that id. */
const without = (list: string) =>
  `(SELECT coalesce(jsonb_agg(one), '[]'::jsonb) FROM jsonb_array_elements(${list}) one WHERE one->>'id' <> $2::text)`;

const named = (list: string) => `${list} @> jsonb_build_array(jsonb_build_object('id', $2::text))`;

/** Replies repeat what they logged and remembered: in the message, in the result, and in the event that told their end. */
const ofField = (field: 'autoLogged' | 'memoryUpdates') => [
  `UPDATE replies SET result = jsonb_set(result, '{${field}}', ${without(`result->'${field}'`)})
   WHERE user_id = $1::uuid AND ${named(`result->'${field}'`)}`,
  `UPDATE stream_events
   SET data = jsonb_set(data::jsonb, '{${field}}', ${without(`data::jsonb->'${field}'`)})::json
   WHERE stream = 'user:' || $1::text AND type IN ('reply.completed', 'reply.stopped')
     AND ${named(`data::jsonb->'${field}'`)}`,
];

const STATEMENTS = {
  entry: [
    `UPDATE messages SET auto_logged = ${without('auto_logged')}
     WHERE user_id = $1::uuid AND ${named('auto_logged')}`,
    ...ofField('autoLogged'),
  ],
  memory: ofField('memoryUpdates'),
};

/** Takes a deleted entry or memory out of every copy that the user's replies hold. */
export async function forgetCopies(
  em: EntityManager,
  userId: string,
  kind: keyof typeof STATEMENTS,
  id: string,
): Promise<void> {
  for (const statement of STATEMENTS[kind]) await rows(handleOf(em), statement, [userId, id]);
}
