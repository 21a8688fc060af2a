import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { WaitingReply } from '../../../domain/tutor/ports.ts';
import { createAdmission } from '../../../gateway/replies/admission.ts';
import { createWaitingLine } from '../../../gateway/replies/waiting-line.ts';
import { onCleanup } from '../../support/cleanup.ts';

/** Make a waiting reply from its id. The id `a1` means the first reply of the user `a`. */
const reply = (id: string): WaitingReply => ({ id, messageId: id, userId: id[0]!, courseId: id });
const ids = (replies: Iterable<WaitingReply>) => [...replies].map(({ id }) => id);

describe('[T9] the queue of waiting replies', () => {
  function lineOf(...names: string[]) {
    const line = createWaitingLine();
    for (const name of names) line.add(reply(name));
    return line;
  }
  const places = (line: ReturnType<typeof lineOf>) => [...line.places()].map(([place, { id }]) => `${place} ${id}`);

  it('lets users take turns, each in their own order', () => {
    const line = lineOf('a1', 'a2', 'a3', 'b1', 'c1', 'c2');
    expect(places(line)).toEqual(['1 a1', '2 b1', '3 c1', '4 a2', '5 c2', '6 a3']);
    expect(ids(line.take(4, () => 10))).toEqual(['a1', 'b1', 'c1', 'a2']);
    expect(places(line)).toEqual(['1 c2', '2 a3']);
    expect(line.length).toBe(2);
  });

  it('skips users who may run no more replies, and takes no reply twice', () => {
    const line = lineOf('a1', 'a2', 'a3', 'b1');
    expect(ids(line.take(10, (userId) => (userId === 'a' ? 2 : 0)))).toEqual(['a1', 'a2']);
    expect(places(line)).toEqual(['1 b1', '2 a3']);
    expect(line.take(10, () => 0)).toEqual([]);
    expect(ids(lineOf('a1', 'b1').take(1, (userId) => (userId === 'a' ? 0 : 1)))).toEqual(['b1']);
  });

  it('contains each reply once, and forgets removed replies', () => {
    const line = lineOf('a1', 'a1', 'b1');
    line.remove('a1');
    line.remove('z1');
    expect([places(line), line.length]).toEqual([['1 b1'], 1]);
  });
});

describe('[T9] admission', () => {
  function admissionOf() {
    const claimed: string[][] = [];
    const told: string[] = [];
    const admission = createAdmission({
      async claim(names) {
        claimed.push(names);
        for (const name of names) admission.enter(reply(name));
      },
      tellPosition: ({ id }, place) => told.push(`${id} ${place}`),
      log: { warn: () => undefined },
    });
    onCleanup(() => admission.close());
    return { admission, claimed, told };
  }
  const crowd = Array.from({ length: 40 }, (_, n) => String.fromCodePoint(97 + n));

  it('claims as many replies as it has room for, and more as soon as some have asked their model', async () => {
    const { admission, claimed } = admissionOf();
    for (const name of crowd) admission.offer(reply(name));
    await expect.poll(() => claimed.flat()).toHaveLength(16);
    expect(admission.room()).toBe(0);
    for (const name of claimed.flat().slice(0, 3)) admission.prepared(reply(name));
    await expect.poll(() => claimed.flat()).toHaveLength(19);
    for (const name of claimed.flat()) admission.leave(reply(name));
    await expect.poll(() => claimed.flat().length).toBeGreaterThan(19);
  });

  it('reserves a slot at once if no reply waits, and none beyond its room', async () => {
    const { admission, claimed } = admissionOf();
    const places = crowd.map((name) => admission.reserve(name));
    expect(places.filter(Boolean)).toHaveLength(16);
    admission.offer(reply('~'));
    await sleep(20);
    expect(claimed).toEqual([]);
    places[0]?.release();
    places[0]?.release();
    await expect.poll(() => claimed).toEqual([['~']]);
    expect(admission.room()).toBe(0);
  });

  it('runs four replies of one user at a time; the others wait', async () => {
    const { admission, claimed } = admissionOf();
    for (let n = 1; n <= 6; n += 1) admission.offer(reply(`a${n}`));
    await expect.poll(() => claimed.flat()).toEqual(['a1', 'a2', 'a3', 'a4']);
    expect([admission.position('a5'), admission.position('a6'), admission.position('a1')]).toEqual([1, 2, undefined]);
    admission.offer(reply('b1'));
    await expect.poll(() => claimed.flat()).toContain('b1');
    admission.leave(reply('a1'));
    await expect.poll(() => claimed.flat()).toContain('a5');
  });

  it('counts a reservation against the limit of its user', async () => {
    const { admission } = admissionOf();
    const places = [1, 2, 3, 4, 5].map(() => admission.reserve('a'));
    expect(places.filter(Boolean)).toHaveLength(4);
    places[0]?.release();
    expect(admission.reserve('a')).toBeDefined();
  });

  it('counts what a look for replies may still claim', async () => {
    const { admission } = admissionOf();
    await admission.within(5, async (room) => {
      expect([room, admission.room()]).toEqual([5, 11]);
      expect(crowd.map((name) => admission.reserve(name)).filter(Boolean)).toHaveLength(11);
    });
    expect(admission.room()).toBe(5);
  });

  it('never prepares more than sixteen, though a reserved reply starts while others wait', async () => {
    const { admission, claimed } = admissionOf();
    const places = crowd.slice(0, 16).map((name) => admission.reserve(name));
    admission.offer(reply('~'));
    places[0]?.enter(reply('a'));
    await sleep(20);
    expect([claimed, admission.room()]).toEqual([[], 0]);
  });

  it('reports the position of each waiting reply whenever the position has changed', async () => {
    const { admission, told } = admissionOf();
    for (const name of crowd.slice(0, 19)) admission.offer(reply(name));
    await expect.poll(() => told, { timeout: 3_000 }).toEqual(['q 1', 'r 2', 's 3']);
    admission.leave(reply('a'));
    await expect.poll(() => told, { timeout: 3_000 }).toEqual(['q 1', 'r 2', 's 3', 'r 1', 's 2']);
    expect(admission.withdraw('r')).toBe(true);
    expect(admission.withdraw('r')).toBe(false);
    await expect.poll(() => told.at(-1), { timeout: 3_000 }).toBe('s 1');
  });

  it('lets the end of a reply wait while others wait to begin, but not while only their own user keeps them', async () => {
    const { admission, claimed } = admissionOf();
    for (let n = 1; n <= 5; n += 1) admission.offer(reply(`a${n}`));
    await expect.poll(() => claimed.flat()).toHaveLength(4);
    (await admission.turnToEnd())();

    for (const name of crowd.slice(1, 20)) admission.offer(reply(name));
    await expect.poll(() => admission.room()).toBe(0);
    let hasTurn = false;
    const turn = admission.turnToEnd().then((end) => ((hasTurn = true), end));
    await sleep(50);
    expect(hasTurn).toBe(false);
    while (admission.position(crowd[19]!) !== undefined) {
      for (const name of claimed.flat()) admission.prepared(reply(name));
      await sleep(5);
    }
    (await turn)();
  });

  it('lets the end of a reply wait for two seconds at most', async () => {
    const { admission } = admissionOf();
    for (const name of crowd) admission.offer(reply(name));
    const began = performance.now();
    (await admission.turnToEnd())();
    expect(performance.now() - began).toBeGreaterThan(1_900);
  });

  it('gives eight ends a turn at a time', async () => {
    const { admission } = admissionOf();
    const turns = await Promise.all(Array.from({ length: 8 }, () => admission.turnToEnd()));
    let hasTurn = false;
    const ninth = admission.turnToEnd().then(() => (hasTurn = true));
    await sleep(20);
    expect(hasTurn).toBe(false);
    turns[3]?.();
    await ninth;
  });
});
