import { expect, it } from 'vitest';
import { memoryStore } from '../../../client-sdk/src/index.ts';
import { openStreams } from '../../../client-sdk/src/live/streams.ts';
import type { Envelope } from '../../../domain/contract/index.ts';
import { onCleanup } from '../../support/cleanup.ts';

const SOON = { timeout: 15_000 };
const [ADA, COURSE] = ['user:ada', 'course:1'];
const LOGGED = 200;

const log = (s: string) =>
  Array.from(
    { length: LOGGED },
    (_, n) => ({ s, q: n + 1, i: `${s}.${n + 1}`, t: 'x', at: '', d: n }) as unknown as Envelope,
  );

it('an event whose handler fails is handed out again a little later, but not once for every event after it [C4]', async () => {
  const told: string[] = [];
  let reads = 0;
  let failures = 2;
  const streams = openStreams({
    store: memoryStore(),
    async deliver({ i, s }) {
      told.push(i);
      if (s === ADA && failures-- > 0) throw new Error('the handler failed');
    },
    reset: async () => undefined,
    async read(stream, after) {
      reads += 1;
      return { events: log(stream).slice(after), head: LOGGED, epoch: 'one' };
    },
  });
  onCleanup(() => streams.close());
  streams.begin({ [ADA]: { epoch: 'one', head: 0 }, [COURSE]: { epoch: 'one', head: 0 } });
  streams.take(log(ADA));
  streams.take(log(COURSE));
  const all = (stream: string) => log(stream).map(({ i }) => i);
  const first = `${ADA}.1`;
  // A failing event does not stop the other stream. It is repeated until its handler succeeds. Then the SDK reads the
  // events that arrived in the meantime from the server.
  await expect.poll(() => told, SOON).toEqual([first, ...all(COURSE), first, ...all(ADA)]);
  expect(reads).toBe(3);
  expect(await streams.cursors()).toMatchObject({ [ADA]: { seq: LOGGED }, [COURSE]: { seq: LOGGED } });
});
