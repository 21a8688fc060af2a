import type { Entry, EntryOf, History, Seen } from '../history.ts';

/** The event that each kind of command appends when it is applied. Undefined if it appends none. */
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

/** The commands that store a row with the opId. */
const MARKED = new Set(['progress.log', 'memory.store', 'chat.send', 'chat.edit']);

/**
 * The events that can make a command have no visible effect: an edit or deletion of a deleted entry, and a deletion
 * that is older than an edit [M4].
 */
const OVERRULED_BY: Record<string, string[] | undefined> = {
  'progress.update': ['progress.deleted'],
  'progress.delete': ['progress.deleted', 'progress.updated'],
};

/** The event that replaces another event in the log when the subject of that event is deleted [ER1]. */
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
  /** The events of the command's effect in the log. */
  effects: Seen[];
  /** The events that may have made the command change nothing. */
  overruling: Seen[];
  rows: number;
  /** All records of the command. */
  entries: Entry[];
}

/** Return each command that was sent, with its acks and effects. */
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

/**
 * Return the events that a command's effect left in the log. If its own event was erased, return the event that
 * replaced it.
 */
function effectsOf(events: Seen[], type: string | undefined, target: string | undefined): Seen[] {
  // A deletion also erases the records of other entries. When those entries are deleted too, the events are replaced by
  // deletions that name them.
  const isOwn = ({ t, about }: Seen) => t !== 'progress.deleted' || about === target;
  const told = events.filter((event) => event.t === type && isOwn(event));
  if (told.length > 0 || type === undefined) return told;
  // The records that came with a log were erased with it, so one event is enough.
  return events.filter(({ t }) => t === ERASED_AS[type]).slice(0, 1);
}
