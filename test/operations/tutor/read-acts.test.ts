import { describe, expect, it } from 'vitest';
import { readActs } from '../../../domain/tutor/usecases/reply/acts/read-acts.ts';
import { filled } from '../../rules/support/hostile-messages.ts';
import { longestHold } from '../../support/longest-hold.ts';

const UNITS = { weight: 'kg', distance: 'km' } as const;
const lifts = ['bench press 3x8 at 60 kg', 'squats 5x5 at 100 kg', 'rows 3x10 at 50 kg', 'curls 3x12 at 15 kg'];
const list = Array.from({ length: 8 }, () => lifts).flat();

const exercisesIn = async (message: string) =>
  (await readActs(message, undefined, UNITS)).detections.map(({ data }) => 'exercise' in data && data.exercise);

describe('[AL1] reading a long message', () => {
  it('finds in it the acts of its sentences, at their positions', async () => {
    const sentence = 'did bench press 3x8 at 100 kg this morning. ';
    const filler = 'Then I talked with a friend about the weather for a while. '.repeat(30);
    const message = `${sentence}${filler}${sentence.replace('bench press', 'squats')}`;
    expect(await exercisesIn(message)).toEqual(['bench press', 'squats']);
    const { detections } = await readActs(message, undefined, UNITS);
    for (const { quote, quoteStart } of detections)
      expect(message.slice(quoteStart, quoteStart + quote.length)).toBe(quote);
  });

  it.each([
    ['a plan', `Tomorrow I am going to do ${list.join(', ')}`],
    ['a question', `Should I do ${list.join(', ')}?`],
    ['a denial', `I didn't do ${list.join(', ')}`],
    ['an act of someone else', `My brother did ${list.join(', ')}`],
    ['the heading of a plan', `My plan for next week:\n${list.join('\n')}`],
  ])('[AL3] a message that begins with %s keeps this mood to its end', async (_what, message) => {
    expect(message.length).toBeGreaterThan(700);
    expect(await exercisesIn(message)).toEqual([]);
  });

  it('a set that is reported much later belongs to the exercise that was named last', async () => {
    const message = `did squats 5x5 at 100 kg\n${'that felt good today\n'.repeat(60)}then 110 kg for 3 reps`;
    expect(await exercisesIn(message)).toEqual(['squats', 'squats']);
  });

  it.each(['1e1e', 'a,', 'did bench press 3x8 at 100 kg, '])('%j repeated many times blocks nobody', async (piece) => {
    expect(await longestHold(() => readActs(filled(piece), undefined, UNITS))).toBeLessThan(20);
  });
});
