import { capitalized, counted } from './format.js';

/** @typedef {import('./types.d.ts').Toast} Toast @typedef {import('./types.d.ts').Streak} Streak */

/** How long new records are collected before one toast shows them all. One set can break several records at once. */
const GATHER_MS = 300;

/** Return functions that show a toast about an event. @param {(toast: Toast) => void} toast */
export function createEventToasts(toast) {
  /** @type {string[]} */
  let records = [];

  return {
    /** @param {Streak} streak @param {Streak | undefined} before */
    streak({ current, unit, longest, status }, before) {
      if (status === 'broken' && before?.status !== 'broken')
        toast({
          title: 'A new start',
          text: `Your streak ended at ${counted(before?.current ?? 0, unit)}. Your longest is ${counted(longest, unit)}.`,
          icon: 'flame',
        });
      else if (current > (before?.current ?? 0))
        toast({
          title: `Streak: ${counted(current, unit)}`,
          text: current === longest && current > 1 ? 'Your longest so far.' : undefined,
          icon: 'flame',
          tone: 'warm',
        });
    },
    /** @param {{ text: string }} record */
    record({ text }) {
      if (records.length === 0) setTimeout(tellRecords, GATHER_MS);
      records.push(text);
    },
    /** @param {{ title: string, description: string }} achievement */
    achievement({ title, description }) {
      toast({ title: `Achievement: ${title}`, text: description, icon: 'medal', tone: 'warm' });
    },
    /** @param {number} count how many activities of a message were not logged, because the message had too many */
    notLogged(count) {
      toast({
        title: `${counted(count, 'thing')} not logged`,
        text: 'Your message had more activities than one message can log. Send the rest in another message.',
        icon: 'flag',
        tone: 'warm',
      });
    },
    /** @param {{ key: string, value: unknown }} memory */
    memory({ key, value }) {
      toast({
        title: 'Noted for later',
        text: typeof value === 'string' ? value : capitalized(key.replaceAll('_', ' ')),
        icon: 'bookmark',
      });
    },
  };

  function tellRecords() {
    const [first = '', ...more] = records;
    records = [];
    toast({ title: more.length === 0 ? 'New record' : `${more.length + 1} new records`, text: first, icon: 'medal' });
  }
}
