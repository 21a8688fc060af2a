import { describe, expect, it } from 'vitest';
import { MAX_ACTS, readActs } from '../../../domain/tutor/usecases/read-acts.ts';

const UNITS = { weight: 'kg', distance: 'km' } as const;
const LONGEST = 16_000;
const fill = (shape: string) => shape.repeat(Math.ceil(LONGEST / shape.length)).slice(0, LONGEST);

describe('[AL1] reading a message', () => {
  it('finds in a long message what it finds in its sentences, at the places where it stands', async () => {
    const sentence = 'did bench press 3x8 at 100 kg this morning. ';
    const filler = 'Then I talked with a friend about the weather for a while. '.repeat(30);
    const message = `${sentence}${filler}${sentence.replace('bench press', 'squats')}`;
    const { detections, hasMore } = await readActs(message, undefined, UNITS);
    expect(hasMore).toBe(false);
    expect(detections.map(({ data }) => 'exercise' in data && data.exercise)).toEqual(['bench press', 'squats']);
    for (const { quote, quoteStart } of detections)
      expect(message.slice(quoteStart, quoteStart + quote.length)).toBe(quote);
  });

  it('stops at twenty acts and says that there are more', async () => {
    const { detections, hasMore } = await readActs(fill('did bench press 3x8 at 100 kg, '), undefined, UNITS);
    expect(detections).toHaveLength(MAX_ACTS);
    expect(hasMore).toBe(true);
  });

  it('a set in the next piece is of the exercise named last', async () => {
    const message = `did squats 5x5 at 100 kg\n${'that felt good today\n'.repeat(60)}then 110 kg for 3 reps`;
    const { detections } = await readActs(message, undefined, UNITS);
    expect(detections.map(({ data }) => 'exercise' in data && data.exercise)).toEqual(['squats', 'squats']);
  });

  it.each(['1e', '1:', '1h', '8,7,6 ', '@', '1.', '"did ', '“a” ', '5k ', '1_000 ', 'x1', '3x8@', '1kg2lb', '٣'])(
    'holds nobody up, whatever 16,000 characters of %j may mean',
    async (shape) => {
      const longest = async () => {
        let [held, before] = [0, performance.now()];
        const watch = setInterval(() => {
          held = Math.max(held, performance.now() - before);
          before = performance.now();
        });
        await readActs(fill(shape), undefined, UNITS);
        clearInterval(watch);
        return Math.max(held, performance.now() - before);
      };
      // The best of five: the machine has other work too, and compiles what runs for the first time.
      const holds = [];
      for (let run = 0; run < 5; run++) holds.push(await longest());
      expect(Math.min(...holds)).toBeLessThan(20);
    },
  );
});
