import { setTimeout as sleep } from 'node:timers/promises';
import type { Edge, Link, Rule } from '../lab/network.ts';
import type { Random } from '../random.ts';
import type { Fault, World } from './fault.ts';

type Trouble = Omit<Rule, 'applies'>;

/**
 * Make a fault that troubles all connections of one kind of one node: those to its devices, to Redis or to Postgres.
 */
function troubled(name: string, lastsMs: number, trouble: (random: Random) => Trouble): Fault {
  return {
    name,
    lastsMs,
    prepare(world, random) {
      const { applies, target } = somewhere(world, random);
      const rule = { ...trouble(random), applies };
      const ms = random.whole(Math.round(lastsMs / 4), lastsMs);
      return {
        target,
        async run() {
          const end = world.lab.network.impose(rule);
          if (rule.refuses) world.lab.network.cut(applies);
          await sleep(ms);
          end();
        },
      };
    },
  };
}

function somewhere({ lab }: World, random: Random) {
  const { index } = random.pick(lab.slots);
  const edge = random.pick<Edge>(['device', 'device', 'redis', 'postgres']);
  return { target: `node${index} ${edge}`, applies: (link: Link) => link.edge === edge && link.node === index };
}

/** All connections are cut. For a while, new connections are cut as well. */
export const networkCut = troubled('network cut', 3_000, () => ({ refuses: true }));

export const networkDelayed = troubled('network delayed', 6_000, (random) => {
  const shape = { delayMs: random.whole(30, 400) };
  return { up: shape, down: shape };
});

/** The bandwidth is lower than the traffic needs. */
export const networkNarrow = troubled('network narrow', 6_000, (random) => {
  const shape = { bytesPerSecond: 1_024 * random.whole(16, 64) };
  return { up: shape, down: shape };
});

/** One direction carries no data while the other still works. When the fault ends, the held data arrive all at once. */
export const networkStalled = troubled('one direction stalled', 6_000, (random) =>
  random.chance(0.5) ? { up: { stalled: true } } : { down: { stalled: true } },
);
