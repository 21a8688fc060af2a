import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { gaps, openDevice, signUp } from '../support/api.ts';
import type { Device } from '../support/api.ts';
import { startCluster } from '../support/cluster.ts';
import { describeWith } from '../support/services/require.ts';

const AWAY_MS = 10_000;
/**
 * The longest time from a command's ack until its event arrives: at the node that ran the command, and at the other
 * node. The test adds the worst delay that the machine itself caused.
 */
const LOCAL_MS = 50;
const REMOTE_MS = 2_000;

/**
 * Return a function that tells by how many milliseconds the timers of this process were late at worst. All times that
 * the test measures include such delays.
 */
function measureLag(): () => number {
  let [last, worst] = [performance.now(), 0];
  const timer = setInterval(() => {
    const now = performance.now();
    worst = Math.max(worst, now - last - 5);
    last = now;
  }, 5);
  return () => {
    clearInterval(timer);
    return worst;
  };
}

describeWith('postgres', 'own-redis')('Redis stopped for 10 s under load', () => {
  it(
    '[S4–S6] the writer’s node delivers immediately, the other within 2 s of the commit, without loss, duplicates or wrong order',
    { timeout: 90_000 },
    async () => {
      const { nodes, redis } = await startCluster(2, { RATE_LIMITS: 'on' });
      const ada = await signUp(nodes[0]!.url);
      const [near, far] = [
        await openDevice(nodes[0]!.url, ada.accessToken),
        await openDevice(nodes[1]!.url, ada.accessToken),
      ];
      const arrivals = (device: Device) => {
        const at = new Map<string, number>();
        const take = (envelopes: { t: string; d: unknown }[]) => {
          for (const { t, d } of envelopes)
            if (t === 'progress.logged') at.set((d as { id: string }).id, performance.now());
        };
        device.socket.on('e', (envelope) => take([envelope]));
        device.socket.on('es', take);
        return at;
      };
      const [nearAt, farAt] = [arrivals(near), arrivals(far)];
      const log = (minutes: number) => near.call('progress.log', { activityType: 'reading', data: { minutes } });
      for (let n = 0; n < 20; n += 1) await log(n);

      redis.pause();
      const lag = measureLag();
      const acked = new Map<string, number>();
      const until = performance.now() + AWAY_MS;
      for (let n = 0; performance.now() < until; n += 1) {
        const { entry } = await log(n % 60);
        acked.set(entry.id, performance.now());
        await sleep(20);
      }
      const worstLag = lag();
      redis.resume();
      await expect
        .poll(() => [...acked.keys()].every((id) => farAt.has(id) && nearAt.has(id)), { timeout: 5_000 })
        .toBe(true);

      const delays = (at: Map<string, number>) =>
        [...acked].map(([id, ackedAt]) => at.get(id)! - ackedAt).sort((a, b) => a - b);
      const [nearDelays, farDelays] = [delays(nearAt), delays(farAt)];
      process.stdout.write(
        `${acked.size} logs; near max ${nearDelays.at(-1)?.toFixed(1)} ms, far p50 ${farDelays[farDelays.length >> 1]?.toFixed(0)} ms, max ${farDelays.at(-1)?.toFixed(0)} ms; lag ${worstLag.toFixed(0)} ms\n`,
      );
      expect(acked.size).toBeGreaterThan(50);
      expect(nearDelays.at(-1)).toBeLessThan(LOCAL_MS + worstLag);
      expect(farDelays.at(-1)).toBeLessThan(REMOTE_MS + worstLag);
      for (const device of [near, far]) expect(gaps(device.events)).toEqual([]);
    },
  );
});
