import fc from 'fast-check';
import { expect, it } from 'vitest';
import { MAX_EVENT_BYTES } from '../../../domain/contract/protocol.ts';
import type { ProgressEntry } from '../../../domain/training/contract/progress.ts';
import { MAX_MODEL_NAME, MAX_SUGGESTION } from '../../../domain/tutor/contract/chat.ts';
import type { Memory } from '../../../domain/tutor/contract/memory.ts';
import { fitToEvent } from '../../../domain/tutor/rules/fit-to-event.ts';
import { cutToBytes, jsonBytes, MAX_TEXT_BYTES } from '../../../domain/tutor/rules/reply-text.ts';

const bytesOf = (value: object) => Buffer.byteLength(JSON.stringify(value));
/** Generates texts of any characters, and texts of a character that takes six bytes in JSON. */
const units = (max: number) =>
  fc.oneof(
    fc.string({ unit: 'binary', maxLength: max }),
    fc.integer({ min: 0, max }).map((length) => '\u0001'.repeat(length)),
  );
const sized = fc.record({ id: fc.uuid(), notes: units(3_000) });
const end = fc.record({
  replyId: fc.uuid(),
  messageId: fc.uuid(),
  courseId: fc.uuid(),
  attempt: fc.integer({ min: 1, max: 3 }),
  text: fc.oneof(
    units(20_000),
    fc.constantFrom('a', '\u0001', '引').map((one) => one.repeat(60_000)),
  ),
  suggestions: fc.array(units(MAX_SUGGESTION), { maxLength: 4 }),
  nextAction: fc.record({ type: units(60), prompt: units(1_000) }),
  model: units(MAX_MODEL_NAME),
  // The list may be long, because it also has the entries that earlier attempts logged.
  autoLogged: fc.array(sized, { maxLength: 100 }),
  memoryUpdates: fc.array(sized, { maxLength: 30 }),
});

it('[S7] the end of a reply fits into an event, however large its text, entries, memories and suggestions are', () => {
  fc.assert(
    fc.property(end, ({ text: said, autoLogged, memoryUpdates, ...rest }) => {
      const text = cutToBytes(said, MAX_TEXT_BYTES);
      const lists = {
        autoLogged: autoLogged as unknown as ProgressEntry[],
        memoryUpdates: memoryUpdates as unknown as Memory[],
      };
      const told = fitToEvent({ ...rest, text, ...lists }, MAX_EVENT_BYTES);
      expect(bytesOf(told)).toBeLessThanOrEqual(MAX_EVENT_BYTES);
      expect(told.text).toBe(text);
      expect(told.autoLoggedIds).toEqual(autoLogged.map(({ id }) => id));
      expect(told.memoryUpdateIds).toEqual(memoryUpdates.map(({ id }) => id));
      expect(autoLogged).toEqual(expect.arrayContaining(told.autoLogged));
      expect(memoryUpdates).toEqual(expect.arrayContaining(told.memoryUpdates));
    }),
    { numRuns: 100 },
  );
});

it('[S7] everything that fits is sent in full', () => {
  const entries = Array.from({ length: 20 }, (_, n) => ({ id: `${n}`, notes: 'felt strong' }));
  const told = fitToEvent({ autoLogged: entries as unknown as ProgressEntry[], memoryUpdates: [] }, MAX_EVENT_BYTES);
  expect(told.autoLogged).toEqual(entries);
});

it('[T3] a text is cut between characters, and is never longer than allowed', () => {
  fc.assert(
    fc.property(units(200), fc.integer({ min: 0, max: 300 }), (text, bytes) => {
      const cut = cutToBytes(text, bytes);
      expect(text.startsWith(cut)).toBe(true);
      expect(jsonBytes(cut)).toBeLessThanOrEqual(bytes);
      const [next] = text.slice(cut.length);
      expect(next === undefined || jsonBytes(cut + next) > bytes).toBe(true);
    }),
  );
});
