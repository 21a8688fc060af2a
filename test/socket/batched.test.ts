import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { batched } from '../../gateway/batched.ts';

function loader(maxAtOnce: number, gatherMs?: number) {
  const loads: number[][] = [];
  const load = async (asked: number[]) => {
    loads.push([...asked]);
    await sleep(10);
    return asked.map((n) => -n);
  };
  return { loads, ask: batched(load, maxAtOnce, gatherMs) };
}

it('[C1] requests made while a load runs share the next load, which has a limit', async () => {
  const { loads, ask } = loader(2);
  const first = ask(1);
  await sleep(1);
  expect(await Promise.all([first, ask(2), ask(3), ask(4)])).toEqual([-1, -2, -3, -4]);
  expect(loads).toEqual([[1], [2, 3], [4]]);
});

it('[C1] requests made within the gathering time share a load; one made after it began waits for the next', async () => {
  const { loads, ask } = loader(10, 30);
  const first = ask(1);
  await sleep(5);
  const second = ask(2);
  await expect.poll(() => loads).toEqual([[1, 2]]);
  expect(await Promise.all([first, second, ask(3)])).toEqual([-1, -2, -3]);
  expect(loads).toEqual([[1, 2], [3]]);
});
