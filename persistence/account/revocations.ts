import type { Revocations } from '../../domain/account/ports.ts';
import type { Database } from '../database/database.ts';
import { orUnavailable } from '../database/failures.ts';
import { handleOf, rows } from '../database/sql.ts';

/** Return the port through which every node reads the device sessions that ended recently [C6]. */
export function createRevocations({ orm }: Database): Revocations {
  return orUnavailable({
    recent: (seconds) =>
      rows(
        handleOf(orm.em),
        `SELECT sid, user_id AS "userId", reason FROM revocations
         WHERE at > clock_timestamp() - make_interval(secs => $1::double precision) ORDER BY at`,
        [seconds],
      ),
  });
}
