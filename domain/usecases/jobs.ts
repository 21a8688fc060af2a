import { userStream } from '../call.ts';
import type { Session } from '../contract/session.ts';
import { derivedId } from '../ids.ts';
import type { Embedder, Jobs, Transactions } from '../ports.ts';
import { abandonAt, abandonSession, atRiskAt, lookAgainAt } from '../rules/session.ts';
import type { Stores } from '../stores.ts';
import { summaryOf } from './facts/session.ts';
import { streakScopes, updateStreaks } from './facts/streak.ts';
import { embed, memoryText } from './memory.ts';

interface Deps {
  read(): Stores;
  transactions: Transactions;
  embedder: Embedder;
  now(): Date;
}

export type JobHandlers = { [J in keyof Jobs]: (data: Jobs[J]) => Promise<void> };

/** What durable jobs do. Each looks at the present state, so that one that runs twice or late does no harm. */
export function jobHandlers({ read, transactions, embedder, now }: Deps): JobHandlers {
  /** Once for each silence, though its job may run again because the process died before that was noted. */
  async function tellAtRisk({ id, userId, lastActivityAt }: Session): Promise<void> {
    const op = { id: derivedId(id, 'session.at_risk', lastActivityAt), operation: 'session.at_risk', inputHash: '' };
    await transactions.run({ userId, streams: [userStream(userId)], op }, async (tx) => {
      const session = await tx.sessions.find(id);
      if (session && isOpen(session) && session.lastActivityAt === lastActivityAt)
        tx.append(userStream(userId), 'session.at_risk', session);
      return null;
    });
  }

  return {
    /** No activity: first `at_risk`, after four hours `abandoned` as of the last activity [SE3]. */
    async 'session.idle'({ sessionId, userId }) {
      const at = now();
      const silent = await read().sessions.find(sessionId);
      if (!silent || !isOpen(silent)) return;
      if (at >= atRiskAt(silent) && at < abandonAt(silent)) await tellAtRisk(silent);
      await transactions.run({ userId, streams: [userStream(userId)] }, async (tx) => {
        const session = await tx.sessions.find(sessionId);
        if (!session || !isOpen(session)) return null;
        if (at >= abandonAt(session)) {
          const abandoned = abandonSession(session);
          const ended = { ...abandoned, summary: await summaryOf(tx, abandoned) };
          await tx.sessions.save(ended);
          tx.append(userStream(userId), 'session.abandoned', ended);
          return null;
        }
        await tx.schedule('session.idle', { sessionId, userId }, { at: lookAgainAt(session, at), key: sessionId });
        return null;
      });
    },

    async 'streak.tick'({ userId }) {
      await transactions.run({ userId, streams: [userStream(userId)] }, async (tx) => {
        const [, ...courses] = await streakScopes(tx, userId);
        await updateStreaks(tx, userId, courses, now(), 'time');
        return null;
      });
    },

    async 'memory.embed'({ userId, memoryId }) {
      const memory = await read().memories.find(userId, { id: memoryId });
      if (!memory) return;
      const embedding = await embed(embedder, memoryText(memory));
      await transactions.run({ userId, streams: [userStream(userId)] }, async (tx) => {
        const present = await tx.memories.find(userId, { id: memoryId });
        // Whoever changed its words meanwhile saw to their vector.
        if (present && memoryText(present) === memoryText(memory)) await tx.memories.update(memoryId, { embedding });
        return null;
      });
    },
  };
}

const isOpen = ({ status }: Session) => status === 'active' || status === 'paused';
