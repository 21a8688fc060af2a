import { expect, it } from 'vitest';
import { derivedFacts } from './derived-facts.ts';
import { truth } from './histories.ts';

const records = (value: number) => ({ records: [{ kind: 'weight_1', value }] });
const found = (stored: unknown, replayed: unknown) =>
  derivedFacts({ truth: truth({ facts: [{ userId: 'ada', stored, replayed }] }) });

it('derived facts are a replay: holds where both are the same, a missing property and an undefined one alike', () => {
  expect(found(records(100), records(100))).toEqual([]);
  expect(found({ previous: undefined }, {})).toEqual([]);
});

it('derived facts are a replay: names what differs, and only that', () => {
  expect(found(records(100), records(110))).toMatchObject([
    { message: 'of user ada', context: ['.records.0.value: stored 100, replayed 110'] },
  ]);
});
