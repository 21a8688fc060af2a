import type { ReplyRow } from '../../../domain/tutor/stores.ts';
import { isoInstant } from '../../database/sql.ts';
import { present } from '../../query/rows.ts';

/** The columns of the table `replies`, under its alias `r`, with the names that the domain uses. */
export const COLUMNS = `r.id, r.message_id AS "messageId", r.user_id AS "userId", r.course_id AS "courseId",
  r.session_id AS "sessionId", r.context, r.request_id AS "requestId", r.state, r.attempt, r.owner, r.fence,
  r.stop_requested AS "stopRequested", r.result, r.failure, ${isoInstant('r.created_at')} AS "createdAt"`;

export type ReplyColumns = { [K in keyof ReplyRow]-?: ReplyRow[K] | null };

export const replyOf = (row: ReplyColumns): ReplyRow => present(row) as ReplyRow;
