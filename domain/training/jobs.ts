import type { Stores } from '../areas/stores.ts';
import { userStream } from '../call.ts';
import { derivedId } from '../ids.ts';
import type { Transactions } from '../ports.ts';
import type { Session } from './contract/session.ts';
import type { TrainingJobs } from './ports.ts';
import { abandonAt, abandonSession, atRiskAt, isOver, lookAgainAt } from './rules/session.ts';
import { updateAchievements } from './usecases/facts/achievement.ts';
import { moveExerciseKeys } from './usecases/facts/exercise-keys.ts';
import { changeSession } from './usecases/facts/session.ts';
import { streakScopes, updateStreaks } from './usecases/facts/streak.ts';
import { loadLearner } from './usecases/learner.ts';
import { sessionForOwner } from './usecases/session-view.ts';

interface Deps {
  read(): Stores;
  transactions: Transactions;
  now(): Date;
}

export function trainingJobs({ read, transactions, now }: Deps): {
  [J in keyof TrainingJobs]: (data: TrainingJobs[J]) => Promise<void>;
} {
  /**
   * Append the event `session.at_risk` once for each silence, even if the job runs again because the process died
   * before the job was marked as done.
   */
  async function tellAtRisk({ id, userId, lastActivityAt }: Session): Promise<void> {
    const op = { id: derivedId(id, 'session.at_risk', lastActivityAt), operation: 'session.at_risk', inputHash: '' };
    await transactions.run({ userId, streams: [userStream(userId)], op }, async (tx) => {
      const session = await tx.sessions.find(id);
      if (session && !isOver(session) && session.lastActivityAt === lastActivityAt)
        tx.append(userStream(userId), 'session.at_risk', sessionForOwner(session));
      return null;
    });
  }

  return {
    /**
     * Check whether a session still has activity. After a long silence append `session.at_risk`. Four hours after the
     * last activity abandon the session, with the last activity as its end. Before that, schedule the next check [SE3,
     * SE4].
     */
    async 'session.idle'({ sessionId, userId }) {
      const at = now();
      const silent = await read().sessions.find(sessionId);
      if (!silent || isOver(silent)) return;
      if (at >= atRiskAt(silent) && at < abandonAt(silent)) await tellAtRisk(silent);
      await transactions.run({ userId, streams: [userStream(userId)] }, async (tx) => {
        const session = await tx.sessions.find(sessionId);
        if (!session || isOver(session)) return null;
        if (at >= abandonAt(session)) {
          await changeSession(tx, { before: session, after: abandonSession(session) });
          return null;
        }
        await tx.schedule('session.idle', { sessionId, userId }, { at: lookAgainAt(session, at), key: sessionId });
        return null;
      });
    },

    /** Give the entries of a learner the keys of the present catalogue [PR10]. */
    'exercise.keys': ({ userId }) => moveExerciseKeys({ read, transactions, now }, userId),

    async 'streak.tick'({ userId }) {
      await transactions.run({ userId, streams: [userStream(userId)] }, async (tx) => {
        const learner = await loadLearner(tx, userId);
        const [, ...courses] = await streakScopes(tx, learner);
        const overall = await updateStreaks(tx, learner, courses, now(), 'time');
        await updateAchievements(tx, userId, overall, now());
        return null;
      });
    },
  };
}
