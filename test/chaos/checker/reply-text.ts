import { apply } from '../assembly.ts';
import type { Assembled } from '../assembly.ts';
import type { Entry, EntryOf, History, Seen } from '../history.ts';
import { nearFault } from './near-fault.ts';
import { show } from './violation.ts';
import type { Violation } from './violation.ts';

const END = /^reply\.(?:completed|stopped)$/;

/**
 * Check that the text which a device assembled from deltas and `chat.resume` is a prefix of the reply's final text. It
 * must be the whole text if no fault was injected around that time and the device saw the attempt to write the reply
 * from its start. No delta may arrive after the end of the reply [T3, T4].
 */
export function replyText({ devices, entries }: Pick<History, 'devices' | 'entries'>): Violation[] {
  const isNearFault = nearFault(entries);
  const byDevice = Map.groupBy(entries.filter(isOfReplies), ({ device }) => device);
  const assembled = entries
    .filter((entry) => entry.kind === 'assembled')
    .filter(({ text, told }) => text !== told)
    .map((entry) => violation(`${entry.device}: the SDK put together another text of reply ${entry.replyId}`, [entry]));
  // The deltas that the SDK receives are not recorded. The text that it assembles from them was compared above.
  const raw = devices.filter(({ kind }) => kind === 'raw');
  return [...assembled, ...raw.flatMap(({ id }) => textsOf(id, byDevice.get(id) ?? [], isNearFault))];
}

type OfReplies = EntryOf<'event' | 'delta'>;
const isOfReplies = (entry: Entry): entry is OfReplies =>
  entry.kind === 'delta' || (entry.kind === 'event' && entry.event.reply !== undefined);

interface Follow {
  assembled?: Assembled;
  /** The last attempt to write the reply whose start the device saw, with the time and the connection. */
  started?: { attempt: number; connection: number; at: number };
  /** The connection on which the device received the end of the reply. */
  endedOn?: number;
}

function textsOf(device: string, entries: OfReplies[], isNearFault: (from: number, to: number) => boolean) {
  const follows = new Map<string, Follow>();
  const found: Violation[] = [];
  const tell = (message: string, ...context: unknown[]) => found.push(violation(`${device}: ${message}`, context));
  const followOf = (replyId: string) => {
    const follow = follows.get(replyId) ?? {};
    follows.set(replyId, follow);
    return follow;
  };

  function ended({ at, connection, event }: EntryOf<'event'>, { replyId, attempt, text = '' }: Told): void {
    const follow = followOf(replyId);
    const { assembled, started } = follow;
    follow.endedOn = connection;
    if (!END.test(event.t)) return;
    if (assembled && assembled.attempt > attempt) tell(`deltas of an attempt after the one that ended`, follow, event);
    const have = assembled?.attempt === attempt ? assembled.text : '';
    const sawAll = started?.attempt === attempt && started.connection === connection && !isNearFault(started.at, at);
    if (!text.startsWith(have)) tell(`deltas of reply ${replyId} say something else than its end`, assembled, event);
    else if (sawAll && have !== text) tell(`deltas of reply ${replyId} are not whole`, assembled, event);
  }

  function delta(entry: EntryOf<'delta'>): void {
    const { replyId } = entry.delta;
    const follow = followOf(replyId);
    if (follow.endedOn === entry.connection && !entry.asked) tell(`a delta after the end of reply ${replyId}`, entry);
    const applied = apply(follow.assembled, entry.delta);
    if (applied.outcome === 'applied') follow.assembled = applied.now;
    if (applied.outcome === 'differs') tell(`two deltas of reply ${replyId} differ`, follow.assembled, entry);
  }

  for (const entry of entries) {
    if (entry.kind === 'delta') delta(entry);
    else if (entry.event.reply) {
      const { attempt, replyId } = entry.event.reply;
      const { at, connection, event } = entry;
      if (event.t === 'reply.started') followOf(replyId).started = { attempt, connection, at };
      else ended(entry, entry.event.reply);
    }
  }
  return found;
}

type Told = NonNullable<Seen['reply']>;

function violation(message: string, context: unknown[]): Violation {
  return { property: 'deltas are the text', message, context: context.map((part) => show(part, 600)) };
}
