import type { Entry, EntryOf, History, Seen } from '../history.ts';

/** The event that a command of each kind appends when it is applied; undefined: it appends none. */
const EFFECT: Record<string, string | undefined> = {
  'progress.log': 'progress.logged',
  'progress.update': 'progress.updated',
  'progress.delete': 'progress.deleted',
  'memory.store': 'memory.saved',
  'course.update': 'course.updated',
  'chat.send': 'message.created',
  'chat.edit': 'message.edited',
  'chat.regenerate': undefined,
  'chat.stop': undefined,
  'session.start': 'session.started',
  'session.update': 'session.updated',
  'session.pause': 'session.paused',
  'session.resume': 'session.resumed',
  'session.complete': 'session.completed',
  'session.rest': 'session.rest',
};

/** Those whose row carries the opId. */
const MARKED = new Set(['progress.log', 'memory.store', 'chat.send', 'chat.edit']);

/** An edit or a deletion of an entry that is deleted, and a deletion older than an edit, change nothing that is told [M4]. */
const OVERRULED_BY: Record<string, string[] | undefined> = {
  'progress.update': ['progress.deleted'],
  'progress.delete': ['progress.deleted', 'progress.updated'],
};

/** The event that takes the place of another one in the log when what that told of is deleted [ER1]. */
const ERASED_AS: Record<string, string | undefined> = {
  'progress.logged': 'progress.deleted',
  'progress.updated': 'progress.deleted',
  'memory.saved': 'resource.changed',
};

export interface CommandStory {
  opId: string;
  operation: string;
  isMarked: boolean;
  effectType: string | undefined;
  acks: EntryOf<'acked'>[];
  /** Events of its effect in the log. */
  effects: Seen[];
  /** What may have made it one that changes nothing. */
  overruling: Seen[];
  rows: number;
  /** All that was recorded of it. */
  entries: Entry[];
}

/** Each command that was sent, with what became of it. */
export function commandStories({ entries, truth }: Pick<History, 'entries' | 'truth'>): CommandStory[] {
  const events = [...truth.log.values()].flat();
  const byOp = Map.groupBy(events, ({ op }) => op);
  const byTarget = Map.groupBy(events, ({ about }) => about);
  const stories = new Map<string, CommandStory>();
  for (const entry of entries) {
    if (entry.kind === 'sent') {
      const { opId, operation, target } = entry;
      const effectType = EFFECT[operation];
      stories.set(opId, {
        opId,
        operation,
        isMarked: MARKED.has(operation),
        effectType,
        acks: [],
        effects: effectsOf(byOp.get(opId) ?? [], effectType, target),
        overruling: target ? (byTarget.get(target) ?? []).filter(({ t }) => OVERRULED_BY[operation]?.includes(t)) : [],
        rows: truth.marks.get(opId) ?? 0,
        entries: [entry],
      });
    } else if (entry.kind === 'acked' || entry.kind === 'refused') {
      const story = stories.get(entry.opId);
      story?.entries.push(entry);
      if (entry.kind === 'acked') story?.acks.push(entry);
    }
  }
  return [...stories.values()];
}

/** The events that a command's effect left in the log: its own or, where it was erased since, what stands in its place. */
function effectsOf(events: Seen[], type: string | undefined, target: string | undefined): Seen[] {
  // What a deletion told of other entries, such as their records, is told as their deletion once those are deleted too.
  const isOwn = ({ t, about }: Seen) => t !== 'progress.deleted' || about === target;
  const told = events.filter((event) => event.t === type && isOwn(event));
  if (told.length > 0 || type === undefined) return told;
  // The records that came with a log were erased with it: one of them is enough.
  return events.filter(({ t }) => t === ERASED_AS[type]).slice(0, 1);
}
