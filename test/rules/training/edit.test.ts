import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mergeDeletion, mergeEdit } from '../../../domain/training/rules/edit.ts';

interface Entry {
  notes?: string;
  data?: object;
  zone?: string;
  history?: { field: string; value: unknown; editedAt: string; lost?: boolean }[];
  deletedAt?: string;
}
type Act = { at: number } & ({ edit: Pick<Entry, 'notes' | 'zone'> } | { deletion: true });

const instant = (at: number) => new Date(Date.UTC(2026, 10, 1, 0, at)).toISOString();

function apply(entry: Entry, act: Act): Entry {
  const at = instant(act.at);
  return 'deletion' in act ? mergeDeletion(entry, at) : mergeEdit(entry, act.edit, at);
}

const act = fc.oneof(
  fc.record({
    at: fc.nat(6),
    edit: fc.record({ notes: fc.constantFrom('a', 'b', 'c'), zone: fc.constantFrom('x', 'y') }, { requiredKeys: [] }),
  }),
  fc.record({ at: fc.nat(6), deletion: fc.constant(true as const) }),
);
const shown = ({ notes, zone, deletedAt }: Entry) => (deletedAt ? 'deleted' : { notes, zone });

describe('[M4] edits from devices that did not know about each other', () => {
  it('of one field: the later edit wins, whichever arrives first, and the other stays in the history', () => {
    const first = mergeEdit<Entry>({ notes: 'typed' }, { notes: 'late' }, instant(9));
    const second = mergeEdit(first, { notes: 'early' }, instant(5));
    expect(second).toMatchObject({ notes: 'late' });
    expect(second.history).toEqual([
      { field: 'notes', value: 'typed', editedAt: instant(9) },
      { field: 'notes', value: 'early', editedAt: instant(5), lost: true },
    ]);
  });

  it('of two edits at the same time, the order of their keys does not matter', () => {
    const [one, other] = [
      { b: 1, a: 2 },
      { a: 3, b: 0 },
    ];
    const merged = (...values: object[]) =>
      values.reduce<Entry>((entry, data) => mergeEdit(entry, { data }, instant(5)), {}).data;
    const turned = { a: 2, b: 1 };
    expect(merged(one, other)).toEqual(merged(turned, other));
    expect(merged(other, one)).toEqual(merged(turned, other));
  });

  it('of different fields: both are applied', () => {
    const one = mergeEdit<Entry>({ notes: 'typed', zone: 'UTC' }, { notes: 'new' }, instant(9));
    expect(mergeEdit(one, { zone: 'Europe/Berlin' }, instant(5))).toMatchObject({
      notes: 'new',
      zone: 'Europe/Berlin',
    });
  });

  it('a deletion wins over edits made before it, and an edit made after it wins over the deletion', () => {
    const edited = mergeEdit<Entry>({ notes: 'typed' }, { notes: 'new' }, instant(5));
    expect(mergeDeletion(edited, instant(6)).deletedAt).toBe(instant(6));
    expect(mergeDeletion(edited, instant(4)).deletedAt).toBeUndefined();
  });

  it('the history keeps the newest values, and for each field the edit that set its present value', () => {
    const long = 'x'.repeat(4_000);
    let entry = mergeEdit<Entry>({ notes: 'typed', zone: 'UTC' }, { zone: 'Europe/Berlin' }, instant(1));
    for (let at = 10; at < 60; at += 1) entry = mergeEdit(entry, { notes: `${at} ${long}` }, instant(at));
    const kept = entry.history?.map(({ field, editedAt }) => `${field} ${editedAt}`) ?? [];
    expect(JSON.stringify(entry.history).length).toBeLessThan(33_000);
    expect([kept[0], kept.at(-1)]).toEqual([`zone ${instant(1)}`, `notes ${instant(59)}`]);
    expect(mergeEdit(entry, { zone: 'Asia/Tokyo' }, instant(0)).zone).toBe('Europe/Berlin');
  });

  it('[AL4] the history keeps the value that a message set, however much is edited after it', () => {
    const words = { messageId: '0193', quoteStart: 0 };
    let entry = mergeEdit<Entry>({ notes: 'typed', zone: 'UTC' }, { zone: 'Europe/Berlin' }, instant(1), words);
    for (const [n, zone] of ['Asia/Tokyo', 'Asia/Seoul', 'Europe/Rome'].entries())
      entry = mergeEdit(entry, { zone }, instant(2 + n));
    for (let at = 10; at < 60; at += 1) entry = mergeEdit(entry, { notes: `${at} ${'x'.repeat(4_000)}` }, instant(at));
    const zones = entry.history?.filter(({ field }) => field === 'zone').map(({ value }) => value);
    expect(zones).toEqual(['UTC', 'Europe/Berlin', 'Asia/Seoul']);
  });

  it('every order of arrival gives the same result', () => {
    fc.assert(
      fc.property(fc.array(act, { maxLength: 7 }), fc.infiniteStream(fc.nat()), (acts, order) => {
        const shuffled = acts
          .map((one) => ({ one, key: order.next().value as number }))
          .sort((a, b) => a.key - b.key)
          .map(({ one }) => one);
        const start: Entry = { notes: 'typed', zone: 'UTC' };
        expect(shown(shuffled.reduce(apply, start))).toEqual(shown(acts.reduce(apply, start)));
      }),
      { numRuns: 2_000 },
    );
  });
});
