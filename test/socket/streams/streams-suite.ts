import { describe, expect, it } from 'vitest';
import type { Envelope } from '../../../domain/contract/index.ts';
import { dial, join, range, seqs, type TestNode, type World } from '../gateway-harness.ts';

const EPOCH = 'epoch-1';
const enrolled = (courseId: string) => ({ t: 'course.enrolled', d: { courseId } });
const unenrolled = (courseId: string) => ({ t: 'course.unenrolled', d: { courseId } });
const COURSE = '01938a3c-5f00-7000-8000-0000000000c1';

/**
 * Tests of streams that both engines must pass. `start` returns a node and its cluster. The tests may share one node,
 * because a process can have only one with uWebSockets.js [E3].
 */
export function streamsSuite(name: string, start: () => Promise<{ world: World; node: TestNode }>): void {
  describe(`streams over sockets on the ${name} engine`, () => {
    it('[C2] ready comes first and names the streams, then missed events, then live events', async () => {
      const { world, node } = await start();
      const actor = world.user();
      world.enrolments.set(actor.userId, [COURSE]);
      const [own, course] = [`user:${actor.userId}`, `course:${COURSE}`];
      const before = world.log.append(course).at(-1)?.q ?? 0;
      node.commit(own, 3);
      const device = await join(world, node, actor, { cursors: { [own]: { epoch: EPOCH, seq: 1 } } });
      await expect.poll(() => seqs(device, own)).toEqual([2, 3]);
      node.commit(own);
      node.commit(course);
      await expect.poll(() => device.durable.length).toBe(4);
      expect(device.heard[0]).toEqual([
        'ready',
        {
          protocol: 1,
          nodeId: node.id,
          serverTime: expect.any(String),
          userId: actor.userId,
          streams: { [own]: { epoch: EPOCH, head: 3 }, [course]: { epoch: EPOCH, head: before } },
          replies: [],
        },
      ]);
      expect([seqs(device, own), seqs(device, course)]).toEqual([[2, 3, 4], [before + 1]]);
    });

    it('[S8] one event is `e`, several at once are `es`, in the form of the contract', async () => {
      const { world, node } = await start();
      const actor = world.user();
      const stream = `user:${actor.userId}`;
      const device = await join(world, node, actor);
      const [one] = node.commit(stream, 1, { t: 'message.created', d: { text: 'hé' } });
      const several = node.commit(stream, 3);
      await expect.poll(() => device.durable.length).toBe(4);
      expect(device.all('e')).toEqual([one]);
      expect(device.all('es')).toEqual([several]);
    });

    it('[C2] a cursor that is not valid: a reset, then live events from the head', async () => {
      const { world, node } = await start();
      const actor = world.user();
      const stream = `user:${actor.userId}`;
      node.commit(stream, 3);
      const device = await join(world, node, actor, { cursors: { [stream]: { epoch: 'older', seq: 1 } } });
      node.commit(stream);
      await expect.poll(() => seqs(device)).toEqual([4]);
      expect(device.all('stream.reset')).toEqual([{ stream, epoch: EPOCH, head: 3, reason: 'epoch' }]);
    });

    it('[C3] thousands of events that are committed while devices connect and catch up: no gaps, no duplicates', async () => {
      const { world, node } = await start();
      const actor = world.user();
      const stream = `user:${actor.userId}`;
      node.commit(stream, 2_000);
      const devices = range(0, 9).map((i) =>
        dial(world, node, actor, { cursors: { [stream]: { epoch: EPOCH, seq: i * 200 } } }),
      );
      for (let i = 0; i < 200; i++) {
        node.commit(stream, 1 + (i % 20));
        await new Promise((resolve) => setTimeout(resolve, 2));
      }
      const head = (await world.log.heads([stream])).get(stream) ?? 0;
      for (const [i, device] of devices.entries()) {
        await expect.poll(() => device.durable.at(-1)?.q, { timeout: 10_000 }).toBe(head);
        expect(seqs(device)).toEqual(range(i * 200 + 1, head));
      }
    });

    it('[S5] events of a writer that died before publishing arrive within 2 s', async () => {
      const { world, node } = await start();
      const actor = world.user();
      const device = await join(world, node, actor);
      const committed = performance.now();
      world.log.append(`user:${actor.userId}`, 3);
      await expect.poll(() => seqs(device), { timeout: 5_000, interval: 20 }).toEqual([1, 2, 3]);
      expect(performance.now() - committed).toBeLessThan(2_000);
    });

    it('[C7] enrolling makes live sockets follow the course from the head they are given, and leaving stops that', async () => {
      const { world, node } = await start();
      const actor = world.user();
      const courseId = `01938a3c-5f00-7000-8000-${actor.userId.slice(-12)}`;
      const [own, course] = [`user:${actor.userId}`, `course:${courseId}`];
      node.commit(course, 5);
      const device = await join(world, node, actor);
      world.enrolments.set(actor.userId, [courseId]);
      node.commit(own, 1, enrolled(courseId));
      await expect
        .poll(() => device.all('stream.reset'))
        .toEqual([{ stream: course, epoch: EPOCH, head: 5, reason: 'enrolled' }]);
      node.commit(course, 2);
      await expect.poll(() => seqs(device, course)).toEqual([6, 7]);

      world.enrolments.set(actor.userId, []);
      node.commit(own, 1, unenrolled(courseId));
      await expect.poll(() => device.durable.at(-1)?.t).toBe('course.unenrolled');
      await expect.poll(() => node.engine.io.of('/').adapter.rooms.has(course)).toBe(false);
      node.commit(course);
      node.commit(own);
      await expect.poll(() => (device.durable.at(-1) as Envelope).s).toBe(own);
      expect(seqs(device, course)).toEqual([6, 7]);
    });

    it('[P2] ephemeral events reach the user’s devices except the sender', async () => {
      const { world, node } = await start();
      const actor = world.user();
      const [sender, other] = [await join(world, node, actor), await join(world, node, actor)];
      const typing = { courseId: COURSE, userId: actor.userId, deviceId: 'phone', typing: false };
      node.gateway.signals.toUser(actor.userId, 'typing', typing, sender.socket.id);
      node.gateway.toLocalUser(actor.userId, 'typing', typing);
      await expect.poll(() => [sender.all('typing'), other.all('typing')]).toEqual([[typing], [typing, typing]]);
    });

    it('[S4] streams without followers are closed', async () => {
      const { world, node } = await start();
      const open = () => node.gateway.stats().streams;
      await expect.poll(open).toBe(0);
      const device = await join(world, node, world.user());
      expect(open()).toBe(1);
      device.socket.disconnect();
      await expect.poll(open).toBe(0);
    });

    it('a listener without a socket gets the events of a stream from its head on', async () => {
      const { world, node } = await start();
      const stream = `user:${world.user().userId}`;
      node.commit(stream, 2);
      const heard: number[] = [];
      const end = await node.gateway.listen(stream, ({ q }) => heard.push(q));
      node.commit(stream, 2);
      end();
      node.commit(stream);
      expect(heard).toEqual([3, 4]);
    });
  });
}
