import type { Entry, EntryOf, History, Seen } from '../history.ts';

/** For each kind of command, the type of the event that it appends to the log. Undefined if it appends none. */
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

/** The commands that store a row which contains their opId. */
const MARKED = new Set(['progress.log', 'memory.store', 'chat.send', 'chat.edit']);

/**
 * For each kind of command, the types of the events after which it may change nothing. Editing or deleting an entry
 * that is already deleted changes nothing, nor does a deletion that was made before the latest edit [M4].
 */
const OVERRULED_BY: Record<string, string[] | undefined> = {
  'progress.update': ['progress.deleted'],
  'progress.delete': ['progress.deleted', 'progress.updated'],
};

/**
 * For some types of events, the type of the event that replaces them in the log when their subject is deleted [ER1].
 */
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
  /** The events that the command appended to the log. */
  effects: Seen[];
  /** The events of other commands because of which this command may have changed nothing. */
  overruling: Seen[];
  rows: number;
  /** All records of the command in the history: when it was sent, acked or refused. */
  entries: Entry[];
}

/** Return all commands that were sent, each with its acks and its events in the log. */
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

/** Return the events in the log that a command appended. If its event was erased, return the event that replaced it. */
function effectsOf(events: Seen[], type: string | undefined, target: string | undefined): Seen[] {
  // Deleting an entry also appends events about records of other entries. If such an entry is deleted later,
  // `progress.deleted` events with its id replace them. These are not the command's own.
  const isOwn = ({ t, about }: Seen) => t !== 'progress.deleted' || about === target;
  const told = events.filter((event) => event.t === type && isOwn(event));
  if (told.length > 0 || type === undefined) return told;
  // One log can append several events, which all have been replaced. One of them is enough to show that it was applied.
  return events.filter(({ t }) => t === ERASED_AS[type]).slice(0, 1);
}
