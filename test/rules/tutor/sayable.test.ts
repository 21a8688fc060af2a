import fc from 'fast-check';
import { expect, it } from 'vitest';
import { MAX_EVENT_BYTES } from '../../../domain/contract/protocol.ts';
import type { ProgressEntry } from '../../../domain/training/contract/progress.ts';
import type { Memory } from '../../../domain/tutor/contract/memory.ts';
import { sayable } from '../../../domain/tutor/rules/sayable.ts';

const bytesOf = (value: object) => Buffer.byteLength(JSON.stringify(value));
const sized = fc.record({ id: fc.uuid(), notes: fc.string({ unit: 'binary', maxLength: 12_000 }) });

it('[S7] the end of a reply fits into an event, however much it logged and remembered', () => {
  fc.assert(
    fc.property(
      fc.array(sized, { maxLength: 20 }),
      fc.array(sized, { maxLength: 10 }),
      fc.string({ unit: 'binary', maxLength: 8_000 }),
      (entries, memories, text) => {
        const autoLogged = entries as unknown as ProgressEntry[];
        const told = sayable({ text, autoLogged, memoryUpdates: memories as unknown as Memory[] }, MAX_EVENT_BYTES);
        expect(bytesOf(told)).toBeLessThanOrEqual(MAX_EVENT_BYTES);
        expect(told.autoLoggedIds).toEqual(entries.map(({ id }) => id));
        expect(entries).toEqual(expect.arrayContaining(told.autoLogged));
      },
    ),
    { numRuns: 200 },
  );
});

it('[S7] what fits is told whole', () => {
  const entries = Array.from({ length: 20 }, (_, n) => ({ id: `${n}`, notes: 'felt strong' }));
  const told = sayable({ autoLogged: entries as unknown as ProgressEntry[], memoryUpdates: [] }, MAX_EVENT_BYTES);
  expect(told.autoLogged).toEqual(entries);
});
