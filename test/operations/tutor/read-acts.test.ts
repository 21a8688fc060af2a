import { describe, expect, it } from 'vitest';
import { MAX_ACTS, readActs } from '../../../domain/tutor/usecases/reply/read-acts.ts';

const UNITS = { weight: 'kg', distance: 'km' } as const;
const LONGEST = 16_000;
const fill = (shape: string) => shape.repeat(Math.ceil(LONGEST / shape.length)).slice(0, LONGEST);

/** The most processor time, in milliseconds, that the work takes between two turns of the event loop. Other processes don't count. */
async function longestHold(work: () => Promise<unknown>): Promise<number> {
  const cpuMs = () => {
    const { user, system } = process.threadCpuUsage();
    return (user + system) / 1_000;
  };
  let [held, before] = [0, cpuMs()];
  const look = () => {
    held = Math.max(held, cpuMs() - before);
    before = cpuMs();
  };
  const watch = setInterval(look);
  await work();
  clearInterval(watch);
  look();
  return held;
}

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
      // The best of five: what runs for the first time is compiled first.
      const holds = [];
      for (let run = 0; run < 5; run++) holds.push(await longestHold(() => readActs(fill(shape), undefined, UNITS)));
      expect(Math.min(...holds)).toBeLessThan(20);
    },
  );
});
