import type { Entry, EntryOf, History, Seen } from '../history.ts';
import { show } from './violation.ts';
import type { Violation } from './violation.ts';

/**
 * The reasons for which the server may reset a stream here. It may also reset one whose events were removed or whose
 * epoch changed, but neither happens during a run [C2, C7].
 */
const ALLOWED_RESETS = new Set(['behind', 'enrolled']);
const MAX_BEHIND = 10_000;
const CONTEXT = 4;

type Told = EntryOf<'connected' | 'event' | 'reset'>;

/**
 * Check that every device received the log: on each connection from its cursor to the end, in order, without gaps or
 * duplicates [S1, C3, C4].
 */
export function deviceView({ devices, entries, truth }: Pick<History, 'devices' | 'entries' | 'truth'>): Violation[] {
  const told = Map.groupBy(entries.filter(isTold), ({ device }) => device);
  return [...gapsOf(truth.log), ...devices.flatMap(({ id }) => viewOf(id, told.get(id) ?? [], truth.log))];
}

const isTold = (entry: Entry): entry is Told =>
  entry.kind === 'connected' || entry.kind === 'event' || entry.kind === 'reset';

function gapsOf(log: Map<string, Seen[]>): Violation[] {
  return [...log].flatMap(([stream, events]) =>
    events
      .filter(({ q }, index) => q !== index + 1)
      .slice(0, 1)
      .map((event) => violation(`the log of ${stream} has a gap before ${event.q}`, [event])),
  );
}

function viewOf(device: string, told: Told[], log: Map<string, Seen[]>): Violation[] {
  const found: Violation[] = [];
  /** For each stream, the next seq that must arrive on the current connection. Undefined if any seq may come next. */
  let due = new Map<string, number | undefined>();
  /**
   * The streams for which a violation was found on the current connection. Later violations of the same stream would
   * only be consequences of the first, so they are not reported.
   */
  let wrong = new Set<string>();
  const recent: Told[] = [];

  function tell(stream: string, message: string): void {
    if (wrong.has(stream)) return;
    wrong.add(stream);
    found.push(violation(`${device}: ${stream} ${message}`, recent.slice(-CONTEXT)));
  }

  function reset({ stream, head, reason }: EntryOf<'reset'>): void {
    const behind = (log.get(stream)?.length ?? 0) - (due.get(stream) ?? 1);
    if (!ALLOWED_RESETS.has(reason) || (reason === 'behind' && behind < MAX_BEHIND))
      tell(stream, `was reset (${reason})`);
    due.set(stream, head === undefined ? undefined : head + 1);
  }

  function take(event: Seen): void {
    const { s, q } = event;
    const next = due.get(s);
    if (!due.has(s)) tell(s, 'is not followed, and an event of it came');
    else if (next !== undefined && q < next) tell(s, `has ${q} again, after ${next - 1}`);
    else if (next !== undefined && q > next) tell(s, `has a gap: ${q} after ${next - 1}`);
    due.set(s, Math.max(q + 1, next ?? 0));
    const logged = log.get(s)?.[q - 1];
    if (!isSame(event, logged, erasedUpTo(log.get(s))))
      tell(s, `has a ${q} that is not what the log holds: ${show(logged)}`);
  }

  for (const entry of told) {
    recent.push(entry);
    if (entry.kind === 'connected') {
      const { heads, cursors } = entry;
      wrong = new Set();
      due = new Map(Object.entries(heads).map(([stream, { head }]) => [stream, (cursors[stream]?.seq ?? head) + 1]));
    } else if (entry.kind === 'reset') reset(entry);
    else take(entry.event);
  }
  for (const [stream, next] of due) {
    const head = log.get(stream)?.length ?? 0;
    if (next !== undefined && next !== head + 1) tell(stream, `ended at ${next - 1}, the log at ${head}`);
  }
  return found;
}

function isSame({ q, i, t, op, digest }: Seen, logged: Seen | undefined, erased: number): boolean {
  if (logged?.i !== i || logged.op !== op) return false;
  return (logged.t === t && logged.digest === digest) || (q < erased && (logged.t === t || ERASED_AS.has(logged.t)));
}

/**
 * When the subject of an event is deleted, one of these events replaces it in the log. A device may still have the
 * original [ER1].
 */
const ERASED_AS = new Set(['progress.deleted', 'resource.changed']);

/** Return the seq of the last deletion. Events before it may have been replaced in the log because of it. */
const erasedUpTo = (events: Seen[] = []): number => events.findLast(({ t }) => ERASED_AS.has(t))?.q ?? 0;

function violation(message: string, context: unknown[]): Violation {
  return { property: 'each device’s view is the log', message, context: context.map((part) => show(part)) };
}
