import type { History } from '../history.ts';
import { commandStories } from './commands.ts';
import { show } from './violation.ts';
import type { Violation } from './violation.ts';

/**
 * Check that a command without an ack was applied once or not at all, and never in part [S3]. Refused commands have no
 * ack either.
 */
export function unackedAtMostOnce(history: Pick<History, 'entries' | 'truth'>): Violation[] {
  return commandStories(history)
    .filter(({ acks }) => acks.length === 0)
    .filter(({ effects, rows, isMarked }) => effects.length > 1 || (isMarked && rows !== effects.length))
    .map(({ opId, operation, effects, rows, entries }) => ({
      property: 'no unacked command applied twice',
      message: `${operation} ${opId} has ${effects.length} events in the log and ${rows} rows`,
      context: [...entries, ...effects].map((part) => show(part)),
    }));
}
