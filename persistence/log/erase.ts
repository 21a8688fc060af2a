import { rows } from '../database/sql.ts';
import type { Handle } from '../database/sql.ts';
import type { PendingEvent } from './event-append.ts';
import { idsOf, isThing, repeats, tellsOf, without } from './without.ts';

/** What was deleted, and the event that tells so. */
export interface Erased {
  userId: string;
  /** The deleted thing's own id, which everything that tells of it or of its parts names. */
  id: string;
  gone: ReadonlySet<string>;
  instead: PendingEvent;
}

interface Telling {
  key: string;
  value: unknown;
}

const EVENTS = `
  SELECT seq AS key, data AS value FROM stream_events
  WHERE stream = 'user:' || $1::text AND strpos(data::text, $2::text) > 0`;
const ANSWERS = `
  SELECT op_id AS key, result AS value FROM operations
  WHERE user_id = $1::uuid AND strpos(result::text, $2::text) > 0`;
const MESSAGES = `
  SELECT id AS key, auto_logged AS value FROM messages
  WHERE user_id = $1::uuid AND strpos(auto_logged::text, $2::text) > 0`;
const REPLIES = `
  SELECT id AS key, result AS value FROM replies
  WHERE user_id = $1::uuid AND strpos(result::text, $2::text) > 0`;

const SAVE_EVENTS = `
  UPDATE stream_events e SET type = coalesce(changed.type, e.type), data = changed.value::json
  FROM unnest($2::bigint[], $3::text[], $4::text[]) AS changed (seq, value, type)
  WHERE e.stream = 'user:' || $1::text AND e.seq = changed.seq`;
const SAVE_ANSWERS = `
  UPDATE operations o SET result = changed.value::json FROM unnest($2::uuid[], $3::text[]) AS changed (id, value)
  WHERE o.user_id = $1::uuid AND o.op_id = changed.id`;
const SAVE_MESSAGES = `
  UPDATE messages m SET auto_logged = changed.value::jsonb FROM unnest($2::uuid[], $3::text[]) AS changed (id, value)
  WHERE m.user_id = $1::uuid AND m.id = changed.id`;
const SAVE_REPLIES = `
  UPDATE replies r SET result = changed.value::jsonb FROM unnest($2::uuid[], $3::text[]) AS changed (id, value)
  WHERE r.user_id = $1::uuid AND r.id = changed.id`;

/** Takes what was deleted out of all that a user was told, wherever it is kept [ER1]. */
export async function erase(handle: Handle, erased: Erased): Promise<void> {
  await eraseEvents(handle, erased);
  await eraseAnswers(handle, erased);
  await eraseParts(handle, erased, MESSAGES, SAVE_MESSAGES);
  await eraseParts(handle, erased, REPLIES, SAVE_REPLIES);
}

/** Removes the events of a stream whose owner is deleted; nobody is given its id again. */
export async function endStream(handle: Handle, stream: string): Promise<void> {
  await rows(handle, 'DELETE FROM stream_events WHERE stream = $1::text', [stream]);
  await rows(handle, 'DELETE FROM stream_heads WHERE name = $1::text', [stream]);
}

/** What a transaction tells itself names nothing it erases, but for the event that tells of the deletion. */
export function withoutErased(events: PendingEvent[], erased: readonly Erased[]): PendingEvent[] {
  return erased.reduce(
    (left, { gone, instead }) =>
      left.flatMap((event) => {
        if (event.type === instead.type) return [event];
        const data: unknown = JSON.parse(event.json);
        if (event.type === 'record.revoked' && isThing(data)) return [{ ...event, json: JSON.stringify(bare(data)) }];
        return tellsOf(data, gone) ? [] : [{ ...event, json: JSON.stringify(without(data, gone)) }];
      }),
    events,
  );
}

/** Devices must hear that a record is gone [DF3]; which one it is takes no words. */
function bare({ kind, entryId, at, reason }: { [field: string]: unknown }): object {
  return { kind, entryId, at, reason };
}

/** The event that tells of the deletion takes the place of each that told of the thing: seqs and ids stay. */
async function eraseEvents(handle: Handle, { userId, id, gone, instead }: Erased): Promise<void> {
  const found = await rows<Telling>(handle, EVENTS, [userId, id]);
  const changed = found
    .filter(({ value }) => repeats(value, gone))
    .map(({ key, value }) =>
      tellsOf(value, gone)
        ? { key, json: instead.json, type: instead.type }
        : { key, json: JSON.stringify(without(value, gone)), type: null },
    );
  if (changed.length === 0) return;
  const column = (name: 'key' | 'json' | 'type') => changed.map((event) => event[name]);
  await rows(handle, SAVE_EVENTS, [userId, column('key'), column('json'), column('type')]);
}

/** A repeat of an operation is told that it was applied, and to what; the rest of its answer may be in words. */
async function eraseAnswers(handle: Handle, { userId, id, gone }: Erased): Promise<void> {
  const found = await rows<Telling>(handle, ANSWERS, [userId, id]);
  const answers = found.flatMap(({ key, value }) =>
    isThing(value) && (repeats(value, gone) || gone.has(String(value['courseId']))) ? [{ key, value }] : [],
  );
  await save(
    handle,
    SAVE_ANSWERS,
    userId,
    answers.map(({ key, value }) => ({ key, value: { ...idsOf(value), redacted: true } })),
  );
}

/** Lists lose the parts that told of it. */
async function eraseParts(handle: Handle, erased: Erased, select: string, update: string): Promise<void> {
  const { userId, id, gone } = erased;
  const found = await rows<Telling>(handle, select, [userId, id]);
  const telling = found.filter(({ value }) => repeats(value, gone));
  await save(
    handle,
    update,
    userId,
    telling.map(({ key, value }) => ({ key, value: without(value, gone) })),
  );
}

async function save(handle: Handle, update: string, userId: string, changed: Telling[]): Promise<void> {
  if (changed.length === 0) return;
  const [keys, values] = [changed.map(({ key }) => key), changed.map(({ value }) => JSON.stringify(value))];
  await rows(handle, update, [userId, keys, values]);
}
