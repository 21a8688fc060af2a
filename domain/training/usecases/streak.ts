import type { Deps } from '../../areas/deps.ts';
import type { Stores } from '../../areas/stores.ts';
import type { UseCases } from '../../call.ts';
import type { Streak, streakOperations } from '../contract/streak.ts';
import { computeStreak, streakScopes } from './facts/streak.ts';
import { loadLearner } from './learner.ts';

/** For how many of the last days `streak.get` returns the verdict. */
const EXPLAINED_DAYS = 60;

export const streakUseCases = {
  async 'streak.get'(deps, call, { days }) {
    const streaks = await currentStreaks(deps, call.actor.userId, call.now);
    return {
      data: streaks.map(({ days: all, ...streak }) =>
        days ? { ...streak, days: all?.slice(-EXPLAINED_DAYS) } : streak,
      ),
    };
  },
} satisfies UseCases<typeof streakOperations>;

/**
 * Returns the streaks as of today. They are computed again, so that they include changes by the mere passing of time
 * [ST6].
 */
export async function currentStreaks(deps: Pick<Deps, 'read'>, userId: string, now: Date): Promise<Streak[]> {
  const stores: Stores = deps.read();
  const streaks: Streak[] = [];
  const learner = await loadLearner(stores, userId);
  for (const scope of await streakScopes(stores, learner))
    streaks.push(await computeStreak(stores, learner, scope, now));
  return streaks;
}
