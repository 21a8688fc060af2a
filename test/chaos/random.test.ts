import { expect, it } from 'vitest';
import { seeded } from './random.ts';

const draw = (seed: string) => {
  const random = seeded(seed);
  return [random.whole(1, 1_000_000), random.pick(['a', 'b', 'c']), random.uuid(), random.shuffled([1, 2, 3, 4, 5])];
};

it('the same seed gives the same numbers, and another seed gives others', () => {
  expect(draw('7')).toEqual(draw('7'));
  expect(draw('7')).not.toEqual(draw('8'));
});

it('the numbers of a fork do not depend on what its parent draws', () => {
  const [early, late] = [seeded('7'), seeded('7')];
  const fork = early.fork('device1');
  late.next();
  expect(late.fork('device1').next()).toBe(fork.next());
  expect(late.fork('device2').next()).not.toBe(seeded('7').fork('device1').next());
});

it('whole numbers include both ends, and uuids have the right form', () => {
  const random = seeded('7');
  const drawn = new Set(Array.from({ length: 200 }, () => random.whole(1, 3)));
  expect([...drawn].sort()).toEqual([1, 2, 3]);
  expect(random.uuid()).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/);
});
