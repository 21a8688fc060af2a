import { execFileSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { openDevice, signUp } from '../support/api.ts';
import type { Device } from '../support/api.ts';
import { startNode } from '../support/node.ts';
import { freshDatabase, ownRedis } from '../support/services/own.ts';
import { describeWith } from '../support/services/require.ts';
import { freePort } from '../support/services/service.ts';

const membersOf = (pid: number) =>
  execFileSync('pgrep', ['-P', String(pid)], { encoding: 'utf8' })
    .trim()
    .split('\n')
    .map(Number);
const alive = (pid: number) => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

async function startProcesses() {
  const [{ url }, redis, port] = await Promise.all([freshDatabase(), ownRedis(), freePort()]);
  return startNode({ NODES: '2', PORT: String(port), DATABASE_URL: url, REDIS_URL: redis.url });
}

/**
 * Open devices until each of the two processes has one. The kernel chooses the process for each connection, so this may
 * take several tries.
 */
async function oneOnEach(url: string, token: string): Promise<[Device, Device]> {
  const first = await openDevice(url, token);
  for (let tries = 0; tries < 40; tries += 1) {
    const other = await openDevice(url, token);
    if (other.ready.nodeId !== first.ready.nodeId) return [first, other];
    other.close();
  }
  throw new Error('40 connections reached one process only');
}

describeWith('postgres', 'own-redis')('NODES=2: two processes on one port', () => {
  it('both serve devices, and an event of one arrives at the other', { timeout: 120_000 }, async () => {
    const parent = await startProcesses();
    const ada = await signUp(parent.url);
    const [near, far] = await oneOnEach(parent.url, ada.accessToken);
    const { id } = await near.call('memory.store', { memoryType: 'goal', key: 'bench', value: '100 kg' });
    await far.event('memory.saved', (data: { id: string }) => data.id === id);
    expect(await parent.stop()).toBe(0);
  });

  it('a killed process is started again; the end of the first process ends all', { timeout: 120_000 }, async () => {
    const parent = await startProcesses();
    const before = membersOf(parent.process.pid!);
    expect(before).toHaveLength(2);
    process.kill(before[0]!, 'SIGKILL');
    await expect
      .poll(() => membersOf(parent.process.pid!).filter((pid) => !before.includes(pid)).length, { timeout: 20_000 })
      .toBe(1);
    const ada = await signUp(parent.url);
    await expect.poll(() => oneOnEach(parent.url, ada.accessToken).then(() => true), { timeout: 60_000 }).toBe(true);

    const members = membersOf(parent.process.pid!);
    await parent.kill();
    await expect.poll(() => members.filter(alive), { timeout: 30_000 }).toEqual([]);
  });
});
