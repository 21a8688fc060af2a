import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Envelope } from '../../../domain/contract/index.ts';
import { Sequencer } from '../../../gateway/streams/sequencer.ts';
import { createMemoryEventLog } from '../../support/memory-event-log.ts';
import { range } from '../gateway-harness.ts';

const STREAM = 'user:a';

function setup() {
  const log = createMemoryEventLog();
  const emitted: number[] = [];
  const deps = {
    read: (stream: string, after: number) => log.read(stream, after, 200),
    emit: (_stream: string, envelopes: Envelope[]) => void emitted.push(...envelopes.map(({ q }) => q)),
  };
  const sequencer = new Sequencer(deps, STREAM);
  return { log, emitted, sequencer };
}

describe('[S4] a sequencer', () => {
  it('sends the next seq immediately and drops what it sent before', () => {
    const { log, emitted, sequencer } = setup();
    const events = log.append(STREAM, 5);
    sequencer.start(2);
    sequencer.offer(events);
    sequencer.offer(events);
    expect([emitted, sequencer.passed()]).toEqual([[3, 4, 5], 5]);
  });

  it('holds events that were offered while its head was being read', () => {
    const { log, emitted, sequencer } = setup();
    const events = log.append(STREAM, 3);
    sequencer.offer(events);
    expect(emitted).toEqual([]);
    sequencer.start(1);
    expect(emitted).toEqual([2, 3]);
  });

  it('reads the log at a gap, once for many gaps', async () => {
    const { log, emitted, sequencer } = setup();
    sequencer.start(0);
    const events = log.append(STREAM, 450);
    for (const event of events.slice(440)) sequencer.offer([event]);
    await expect.poll(() => emitted.length).toBe(450);
    expect(emitted).toEqual(range(1, 450));
    expect(log.asked.read).toBeLessThanOrEqual(3);
  });

  it('puts the events of two writers on two nodes in order', () => {
    const { log, emitted, sequencer } = setup();
    const [first, second] = log.append(STREAM, 2) as [Envelope, Envelope];
    sequencer.start(0);
    sequencer.offer([second]);
    sequencer.offer([first]);
    expect(emitted).toEqual([1, 2]);
  });

  it('waits while the database can’t be reached, and then misses nothing', async () => {
    const { log, emitted, sequencer } = setup();
    sequencer.start(0);
    log.append(STREAM, 3);
    log.fail(true);
    sequencer.poke(3);
    await expect.poll(() => log.asked.read).toBeGreaterThanOrEqual(2);
    expect(emitted).toEqual([]);
    log.fail(false);
    await expect.poll(() => emitted).toEqual([1, 2, 3]);
  });

  it('reports when a seq was reached, and removes all followers when it closes', async () => {
    const { log, sequencer } = setup();
    sequencer.start(0);
    const reached = sequencer.reach(2);
    sequencer.offer(log.append(STREAM, 2));
    await reached;
    const never = sequencer.reach(99);
    sequencer.close();
    await never;
  });

  it('sends each event once and in order, however messages are lost, doubled and shuffled', async () => {
    const message = fc.record({ first: fc.nat(60), length: fc.integer({ min: 1, max: 8 }), pause: fc.nat(2) });
    await fc.assert(
      fc.asyncProperty(fc.array(message, { maxLength: 60 }), fc.nat(10), async (messages, head) => {
        const { log, emitted, sequencer } = setup();
        const events = log.append(STREAM, 60);
        sequencer.start(head);
        for (const { first, length, pause } of messages) {
          sequencer.offer(events.slice(first, first + length));
          for (let i = 0; i < pause; i++) await new Promise(setImmediate);
        }
        sequencer.poke(60);
        await sequencer.reach(60);
        expect(emitted).toEqual(range(head + 1, 60));
      }),
      { numRuns: 200 },
    );
  });
});
