import { setTimeout as sleep } from 'node:timers/promises';
import type { Edge, Link, Rule } from '../lab/network.ts';
import type { Random } from '../random.ts';
import type { Fault, World } from './fault.ts';

type Trouble = Omit<Rule, 'applies'>;

/** Trouble on one kind of connection of one node: to its devices, to Redis or to Postgres. */
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

/** Every connection is cut, and new connections are cut for a while. */
export const networkCut = troubled('network cut', 3_000, () => ({ refuses: true }));

export const networkDelayed = troubled('network delayed', 6_000, (random) => {
  const shape = { delayMs: random.whole(30, 400) };
  return { up: shape, down: shape };
});

/** The bandwidth is lower than the load needs. */
export const networkNarrow = troubled('network narrow', 6_000, (random) => {
  const shape = { bytesPerSecond: 1_024 * random.whole(16, 64) };
  return { up: shape, down: shape };
});

/** One direction carries nothing while the other works. Afterwards the delayed data arrive all at once. */
export const networkStalled = troubled('one direction stalled', 6_000, (random) =>
  random.chance(0.5) ? { up: { stalled: true } } : { down: { stalled: true } },
);
