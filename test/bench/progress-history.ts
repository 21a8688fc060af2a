import type pg from 'pg';
import type { Record } from '../../domain/training/contract/record.ts';
import { emptyRecordState, foldRecords, mergeRecords } from '../../domain/training/rules/record.ts';
import type { ExerciseLog } from '../../domain/training/rules/record.ts';

export const EXERCISES = 20;
/** The time between two logged entries. It makes thirty a day, so 100,000 entries take nine years. */
const APART_MS = 48 * 60_000;
const NOBODY = '000';

/** SQL for the id of a person's n-th entry. It is smaller than any id that is made today. */
const LOG_ID = `('00000000-0000-7000-8' || $2::text || '-' || lpad(to_hex(n), 12, '0'))::uuid`;
const logId = (n: number) => `00000000-0000-7000-8${NOBODY}-${n.toString(16).padStart(12, '0')}`;

const LOGS = `
  INSERT INTO progress_logs (id, user_id, activity_type, exercise_key, data, metrics, occurred_at, zone, local_day, source, status, created_at, updated_at)
  SELECT ${LOG_ID}, $1::uuid, 'exercise', log.exercise,
    jsonb_build_object('exercise', log.exercise, 'exerciseKey', log.exercise, 'sets',
      jsonb_build_array(jsonb_build_object('reps', 5, 'weight', jsonb_build_object('value', log.weight, 'unit', 'kg')))),
    jsonb_build_object('sets', 1, 'reps', 5, 'topWeight', log.weight, 'volume', 5 * log.weight),
    at, 'UTC', (at AT TIME ZONE 'UTC')::date, 'manual', 'confirmed', at, at
  FROM generate_series(1, $3::integer) AS n
  CROSS JOIN LATERAL (SELECT 'exercise_' || n % ${EXERCISES} AS exercise, 60 + (n * 7) % 40 AS weight,
    to_timestamp($4::double precision / 1000) + n * interval '${APART_MS} milliseconds' AS at) AS log`;
const FOLDS = `
  INSERT INTO exercise_facts (user_id, exercise_key, state, last_occurred_at, last_entry_id)
  SELECT $1::uuid, key, state::jsonb, at::timestamptz, id::uuid
  FROM unnest($2::text[], $3::text[], $4::text[], $5::text[]) AS fold (key, state, at, id)`;
const RECORDS = `
  INSERT INTO records (user_id, exercise_key, kind, entry_id, exercise, value, reps, previous, at)
  SELECT $1::uuid, exercise, kind, "entryId", exercise, value, reps, previous, at
  FROM jsonb_to_recordset($2::jsonb) AS record (exercise text, kind text, "entryId" uuid, value jsonb, reps integer, previous jsonb, at timestamptz)`;

/** The results of processing `length` logged entries. They are the same for all people, except for the ids in them. */
export interface Folded {
  length: number;
  firstAt: number;
  folds: { key: string; state: string; last: ExerciseLog }[];
  records: string;
}

export function foldHistory(length: number): Folded {
  const firstAt = Date.now() - (length + 1) * APART_MS;
  const folds = Array.from({ length: Math.min(EXERCISES, length) }, (_, first) => {
    let [state, records, last] = [emptyRecordState, [] as Record[], {} as ExerciseLog];
    for (let n = first + 1; n <= length; n += EXERCISES) {
      last = logOf(n, firstAt);
      const step = foldRecords(state, last);
      state = step.state;
      if (step.records.length > 0) records = mergeRecords(records, step.records);
    }
    return { key: last.exerciseKey, state: JSON.stringify(state), last, records };
  });
  return { length, firstAt, folds, records: JSON.stringify(folds.flatMap(({ records }) => records)) };
}

/** Write one person's history to the database, with the rows that would exist if a node had logged each entry. */
export async function writeHistory(client: pg.Client, userId: string, person: number, folded: Folded): Promise<void> {
  const letters = person.toString(16).padStart(3, '0');
  const own = (json: string) => json.replaceAll(`7000-8${NOBODY}`, `7000-8${letters}`);
  // This turns off triggers and checks of foreign keys. What the triggers would compute is computed at each person's
  // first command.
  await client.query('SET session_replication_role = replica');
  await client.query(LOGS, [userId, letters, folded.length, folded.firstAt]);
  await client.query('RESET session_replication_role');
  const { folds } = folded;
  await client.query(FOLDS, [
    userId,
    folds.map(({ key }) => key),
    folds.map(({ state }) => own(state)),
    folds.map(({ last }) => last.occurredAt),
    folds.map(({ last }) => own(last.id)),
  ]);
  await client.query(RECORDS, [userId, own(folded.records)]);
}

function logOf(n: number, firstAt: number): ExerciseLog {
  const exercise = `exercise_${n % EXERCISES}`;
  const sets = [{ reps: 5, weight: { value: 60 + ((n * 7) % 40), unit: 'kg' as const } }];
  const occurredAt = new Date(firstAt + n * APART_MS).toISOString();
  return { id: logId(n), occurredAt, exercise, exerciseKey: exercise, sets };
}
