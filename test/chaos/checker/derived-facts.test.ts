import { expect, it } from 'vitest';
import { derivedFacts } from './derived-facts.ts';
import { truth } from './histories.ts';

const records = (value: number) => ({ records: [{ kind: 'weight_1', value }] });
const found = (stored: unknown, replayed: unknown) =>
  derivedFacts({ truth: truth({ facts: [{ userId: 'ada', stored, replayed }] }) });

it('derived facts equal a replay: holds if both are the same, and a missing property equals an undefined one', () => {
  expect(found(records(100), records(100))).toEqual([]);
  expect(found({ previous: undefined }, {})).toEqual([]);
});

it('derived facts equal a replay: names exactly the differences', () => {
  expect(found(records(100), records(110))).toMatchObject([
    { message: 'of user ada', context: ['.records.0.value: stored 100, replayed 110'] },
  ]);
});
