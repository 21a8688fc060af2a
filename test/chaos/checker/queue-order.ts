import type { EntryOf, History, Seen } from '../history.ts';
import { show } from './violation.ts';
import type { Violation } from './violation.ts';

/** Check that the commands which a device queued while offline are in the log in the order of its queue [M4]. */
export function queueOrder({ entries, truth }: Pick<History, 'entries' | 'truth'>): Violation[] {
  const byOp = Map.groupBy([...truth.log.values()].flat(), ({ op }) => op);
  const queued = entries.filter((entry) => entry.kind === 'sent').filter((entry) => entry.queued);
  return [...Map.groupBy(queued, ({ device }) => device).values()].flatMap((own) => inversionsOf(own, byOp));
}

function inversionsOf(queued: EntryOf<'sent'>[], byOp: Map<string | undefined, Seen[]>): Violation[] {
  const last = new Map<string, { seq: number; opId: string }>();
  const found: Violation[] = [];
  for (const { opId, operation, device } of queued) {
    for (const event of byOp.get(opId) ?? []) {
      const before = last.get(event.s);
      if (before && before.opId !== opId && event.q < before.seq)
        found.push({
          property: 'the queue keeps its order',
          message: `${device}: ${operation} ${opId} overtook ${before.opId}, which was queued before it`,
          context: [show(event), show(before)],
        });
      if (!before || event.q > before.seq) last.set(event.s, { seq: event.q, opId });
    }
  }
  return found;
}
