import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Envelope } from '../../../domain/contract/index.ts';
import { openMemory } from '../../../gateway/bus/memory.ts';
import { catchUp, type Follower, resume } from '../../../gateway/streams/catch-up.ts';
import { createLogReader } from '../../../gateway/streams/log-reader.ts';
import { createOpenStreams } from '../../../gateway/streams/open-streams.ts';
import { createMemoryEventLog } from '../../support/memory-event-log.ts';
import { range } from '../gateway-harness.ts';

const STREAM = 'user:a';
const EPOCH = 'epoch-1';

/** Create the streams of a node, with fake sockets that collect events in arrays. */
function setup() {
  const log = createMemoryEventLog();
  const room = new Set<FakeSocket>();
  const reader = createLogReader(log);
  const streams = createOpenStreams({
    nodeId: 'node-1',
    bus: openMemory().bus,
    reader,
    emit: (_stream, envelopes) => room.forEach((socket) => socket.emit('es', envelopes)),
  });

  interface FakeSocket extends Follower {
    got: number[];
    frames: Envelope[][];
    resets: unknown[];
    buffered: number;
  }
  function socket(): FakeSocket {
    const fake: FakeSocket = {
      got: [],
      frames: [],
      resets: [],
      buffered: 0,
      emit(event, data) {
        if (event === 'stream.reset') return fake.resets.push(data);
        fake.frames.push(data as Envelope[]);
        return fake.got.push(...(data as Envelope[]).map(({ q }) => q));
      },
      join: () => room.add(fake),
      leave: () => room.delete(fake),
    };
    return fake;
  }
  const commit = (count?: number, data: unknown = {}) =>
    streams.offer(log.append(STREAM, count, { t: 'test.happened', d: data }));

  async function follow(fake: FakeSocket, cursor: number | { epoch: string; seq: number }) {
    const stream = await streams.open(STREAM);
    const left = new AbortController();
    const options = {
      follower: fake,
      stream,
      reader,
      epoch: EPOCH,
      buffered: () => fake.buffered,
      signal: left.signal,
    };
    const done = typeof cursor === 'number' ? catchUp(options, cursor) : resume(options, cursor);
    return { left, stream, done };
  }
  return { log, room, streams, socket, commit, follow };
}

describe('[C3] catching up', () => {
  it('a follower at the head joins in the same turn', async () => {
    const { room, socket, commit, follow } = setup();
    commit(3);
    const fake = socket();
    await follow(fake, 3);
    expect(room.has(fake)).toBe(true);
    commit();
    expect(fake.got).toEqual([4]);
  });

  it('sends batches of at most 200 events and 128 KiB', async () => {
    const { socket, commit, follow } = setup();
    commit(450);
    commit(10, { text: 'x'.repeat(50_000) });
    const fake = socket();
    await (
      await follow(fake, 0)
    ).done;
    expect(fake.got).toEqual(range(1, 460));
    expect(fake.frames.map(({ length }) => length)).toEqual([200, 200, 52, 2, 2, 2, 2]);
  });

  it('the next batch is sent only when less than 64 KiB wait to be read', async () => {
    const { socket, commit, follow } = setup();
    commit(400);
    const fake = socket();
    fake.buffered = 64 * 1024;
    const { done } = await follow(fake, 0);
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(fake.got).toEqual([]);
    fake.buffered = 64 * 1024 - 1;
    await done;
    expect(fake.got).toEqual(range(1, 400));
  });

  it('devices that catch up on one stream share reads', async () => {
    const { log, socket, commit, follow } = setup();
    commit(1_000);
    const fakes = Array.from({ length: 50 }, socket);
    const followed = await Promise.all(fakes.map((fake) => follow(fake, 0)));
    await Promise.all(followed.map(({ done }) => done));
    for (const fake of fakes) expect(fake.got).toEqual(range(1, 1_000));
    expect(log.asked.read).toBeLessThanOrEqual(10);
  });

  it('a follower that leaves in the meantime gets nothing more and does not join the room', async () => {
    const { log, room, socket, commit, follow } = setup();
    commit(300);
    log.delay = 20;
    const fake = socket();
    const { left, done } = await follow(fake, 0);
    left.abort();
    await done;
    expect([fake.got, room.size]).toEqual([[], 0]);
  });

  it('waits while the database can’t be reached, and then continues', async () => {
    const { log, socket, commit, follow } = setup();
    commit(300);
    const fake = socket();
    const opened = await follow(fake, 300);
    log.fail(true);
    const late = socket();
    const { done } = await follow(late, 0);
    commit(5);
    log.fail(false);
    await done;
    expect(fake.got).toEqual(range(301, 305));
    expect(late.got).toEqual(range(1, 305));
    opened.stream.release();
  });

  it('there are no gaps and no duplicates while events are committed, in any interleaving', async () => {
    const scenario = fc.record({
      history: fc.nat(700),
      cursors: fc.array(fc.nat(700), { minLength: 1, maxLength: 5 }),
      steps: fc.array(fc.record({ commits: fc.nat(40), lost: fc.boolean(), turns: fc.nat(4) }), { maxLength: 40 }),
      delay: fc.nat(2),
    });
    await fc.assert(
      fc.asyncProperty(scenario, async ({ history, cursors, steps, delay }) => {
        const { log, streams, socket, commit, follow } = setup();
        log.delay = delay;
        if (history > 0) commit(history);
        const followers = cursors.map((cursor) => ({ fake: socket(), cursor: Math.min(cursor, history) }));
        const following = followers.map(({ fake, cursor }) => follow(fake, cursor));
        for (const { commits, lost, turns } of steps) {
          // These events are committed but not published, as if their writer had died in between.
          if (commits > 0 && lost) log.append(STREAM, commits);
          else if (commits > 0) commit(commits);
          for (let i = 0; i < turns; i++) await new Promise(setImmediate);
        }
        const heads = await log.heads([STREAM]);
        const head = heads.get(STREAM) ?? 0;
        await Promise.all(following);
        streams.poke(heads);
        await Promise.all(following.map(async (each) => (await each).done));
        await Promise.all(following.map(async (each) => (await each).stream.reach(head)));
        for (const { fake, cursor } of followers) expect(fake.got).toEqual(range(cursor + 1, head));
      }),
      { numRuns: 150 },
    );
  });
});

describe('[C3] opening a stream', () => {
  it('the node subscribes before it reads the head, so that no commit of another node is missed between', async () => {
    const log = createMemoryEventLog();
    const { bus } = openMemory();
    const emitted: number[] = [];
    const streams = createOpenStreams({
      nodeId: 'node-1',
      // Subscribing takes some time, as with Redis, and another node commits an event before it is done.
      bus: {
        ...bus,
        async subscribe(channel, handler) {
          await new Promise((resolve) => setTimeout(resolve, 20));
          const message = `node-2 ${JSON.stringify(log.append(STREAM))}`;
          bus.publish(channel, message);
          await new Promise((resolve) => setTimeout(resolve, 20));
          return bus.subscribe(channel, handler);
        },
      },
      reader: createLogReader(log),
      emit: (_stream, envelopes) => emitted.push(...envelopes.map(({ q }) => q)),
    });
    const stream = await streams.open(STREAM);
    expect(stream.passed()).toBe(1);
    streams.offer(log.append(STREAM));
    expect(emitted).toEqual([2]);
  });

  it('many that are opened at once ask for their heads together', async () => {
    const { log, streams } = setup();
    await Promise.all(Array.from({ length: 500 }, (_, i) => streams.open(`course:${i}`)));
    expect(log.asked.heads).toBeLessThanOrEqual(3);
  });

  it('an attempt that failed is repeated by the next one', async () => {
    const { log, streams, commit } = setup();
    commit(3);
    log.fail(true);
    await expect(streams.open(STREAM)).rejects.toThrow('away');
    expect(streams.count()).toBe(0);
    log.fail(false);
    expect((await streams.open(STREAM)).passed()).toBe(3);
  });
});

describe('[C2] a cursor', () => {
  it.each([
    ['of another epoch', { epoch: 'older', seq: 5 }, 'epoch'],
    ['beyond the head', { epoch: EPOCH, seq: 20_001 }, 'ahead'],
    ['more than 10,000 events behind', { epoch: EPOCH, seq: 9_999 }, 'behind'],
  ])('%s: a reset to the head, nothing partial, then live events', async (_what, cursor, reason) => {
    const { socket, commit, follow } = setup();
    commit(20_000);
    const fake = socket();
    await (
      await follow(fake, cursor)
    ).done;
    expect(fake.resets).toEqual([{ stream: STREAM, epoch: EPOCH, head: 20_000, reason }]);
    expect(fake.got).toEqual([]);
    commit();
    expect(fake.got).toEqual([20_001]);
  });

  it.each([
    ['some of what follows it', 60],
    ['all of what follows it', 100],
  ])('older than retention, which took %s: a reset', async (_what, upTo) => {
    const { log, socket, commit, follow } = setup();
    commit(100);
    log.trim(STREAM, upTo);
    const fake = socket();
    await (
      await follow(fake, { epoch: EPOCH, seq: 10 })
    ).done;
    expect([fake.resets, fake.got]).toEqual([[{ stream: STREAM, epoch: EPOCH, head: 100, reason: 'retention' }], []]);
  });

  it('just at the edge of retention is valid', async () => {
    const { log, socket, commit, follow } = setup();
    commit(100);
    log.trim(STREAM, 60);
    const fake = socket();
    await (
      await follow(fake, { epoch: EPOCH, seq: 60 })
    ).done;
    expect([fake.resets, fake.got]).toEqual([[], range(61, 100)]);
  });

  it('ahead of this node, because another node was faster, is valid', async () => {
    const { log, socket, commit, follow } = setup();
    commit(5);
    const holder = await follow(socket(), 5);
    log.append(STREAM, 2);
    const fake = socket();
    await (
      await follow(fake, { epoch: EPOCH, seq: 7 })
    ).done;
    commit();
    expect([fake.resets, fake.got]).toEqual([[], [8]]);
    holder.stream.release();
  });
});
