import { DomainError } from '../../domain/errors.ts';
import type { Command } from '../../domain/ports.ts';
import { prepared, rows } from '../database/sql.ts';
import type { Handle } from '../database/sql.ts';

export type Op = NonNullable<Command['op']> & { userId: string };

/**
 * Return the op of a command: its opId, its operation and the hash of its input. A command without a signed-in user has
 * none.
 */
export function opOf({ userId, op }: Command): Op | undefined {
  return userId !== undefined && op ? { ...op, userId } : undefined;
}

// Every command locks the rows of its stream heads in the order of their names, whatever order its caller gave, so that
// no two commands wait for each other. A plain SELECT … FOR UPDATE would not see the rows that were inserted by this
// statement or by a transaction for which it waited. The ON CONFLICT clause that updates nothing locks both new and old
// rows, and always their latest version.
const LOCK_HEADS = `
  INSERT INTO stream_heads (name)
  SELECT name FROM unnest($1::text[]) AS name WHERE EXISTS (SELECT FROM op) ORDER BY name COLLATE "C"
  ON CONFLICT (name) DO UPDATE SET seq = stream_heads.seq WHERE false`;

const ENTER_WITHOUT_OP = prepared('enter', `WITH op AS (SELECT 1) ${LOCK_HEADS}`);

// The op row is inserted first. A repeat of the command waits at this insert, without holding any lock, until the first
// command has committed or rolled back.
const ENTER_WITH_OP = prepared(
  'enter_with_op',
  `WITH op AS (
    INSERT INTO operations (user_id, op_id, operation, input_hash)
    VALUES ($2::uuid, $3::uuid, $4::text, $5::text)
    ON CONFLICT DO NOTHING RETURNING 1
  ), locked AS (${LOCK_HEADS})
  SELECT 1 AS first FROM op`,
);

/**
 * Insert the op row and then lock the heads of all streams, in one statement [S3].
 * Return `false` if this opId was applied before. In that case nothing is locked.
 */
export async function enter(handle: Handle, streams: string[], op: Op | undefined): Promise<boolean> {
  if (op) {
    const inserted = await rows(handle, ENTER_WITH_OP, [streams, op.userId, op.id, op.operation, op.inputHash]);
    return inserted.length === 1;
  }
  if (streams.length > 0) await rows(handle, ENTER_WITHOUT_OP, [streams]);
  return true;
}

/**
 * Return the first result of an opId, or `undefined` if the opId was not applied.
 * @throws DomainError operation_conflict if the opId was used with another input [M2]
 */
export async function findApplied(handle: Handle, op: Op): Promise<{ result: unknown } | undefined> {
  const [first] = await rows<{ same: boolean; answered: boolean; result: unknown }>(
    handle,
    `SELECT operation = $3 AND input_hash = $4 AS same, result IS NOT NULL AS answered, result
     FROM operations WHERE user_id = $1::uuid AND op_id = $2::uuid`,
    [op.userId, op.id, op.operation, op.inputHash],
  );
  if (!first) return undefined;
  if (!first.same) throw new DomainError('operation_conflict');
  return { result: first.answered ? first.result : undefined };
}
