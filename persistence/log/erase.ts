import { rows } from '../database/sql.ts';
import type { Handle } from '../database/sql.ts';
import type { PendingEvent } from './event-append.ts';
import { idsOf, isThing, repeats, tellsOf, without } from './without.ts';

/** A deletion: the ids of what was deleted, and the event that announces the deletion. */
export interface Erased {
  userId: string;
  /** Id of the deleted thing. Every stored copy of the thing or of its parts contains this id. */
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

/** Removes deleted content from every stored event, answer, message and reply of a user [ER1]. */
export async function erase(handle: Handle, erased: Erased): Promise<void> {
  await eraseEvents(handle, erased);
  await eraseAnswers(handle, erased);
  await eraseParts(handle, erased, MESSAGES, SAVE_MESSAGES);
  await eraseParts(handle, erased, REPLIES, SAVE_REPLIES);
}

/** Removes the events and the head of a stream whose user or course was deleted. The id is never used again. */
export async function endStream(handle: Handle, stream: string): Promise<void> {
  await rows(handle, 'DELETE FROM stream_events WHERE stream = $1::text', [stream]);
  await rows(handle, 'DELETE FROM stream_heads WHERE name = $1::text', [stream]);
}

/**
 * Removes the erased content from the events that the same transaction is about to store. Only the event that announces
 * the deletion may name it.
 */
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

/**
 * Returns a revoked record without its content. Devices must learn that the record is gone [DF3], and the remaining
 * fields identify it.
 */
function bare({ kind, entryId, at, reason }: { [field: string]: unknown }): object {
  return { kind, entryId, at, reason };
}

/**
 * Replaces each event about the deleted thing by the event that announces the deletion. The replaced events keep their
 * seqs and ids. All other events lose the parts that are about the deleted thing.
 */
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

/**
 * Replaces each stored result that is about the deleted thing by the ids in it. A repeated operation still learns from
 * them that it was applied, and to what. The rest of the result may contain deleted text.
 */
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

/** Removes the parts that are about the deleted thing from stored lists. */
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
