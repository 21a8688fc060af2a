import type { Deps } from '../../domain/areas/deps.ts';
import { useCases } from '../../domain/areas/use-cases.ts';
import { createPerform } from '../../domain/perform.ts';
import type { Config } from '../config.ts';
import { startedBy } from '../config/config-error.ts';
import { createPasswords } from '../integrations/auth/passwords.ts';
import { measured } from '../telemetry/measured.ts';
import { watched } from '../telemetry/security-log.ts';
import { UNDECLARED } from '../telemetry/undeclared.ts';
import { composeBase } from './base.ts';
import { composeCoordination } from './coordination.ts';
import { composeData } from './data.ts';
import { composeGateway } from './gateway.ts';
import { composeHttp } from './http.ts';
import { composeJobs } from './jobs.ts';
import { composeReplies, composeTransactions } from './replies.ts';
import { warmUp } from './warm-up.ts';

export interface Node {
  port: number;
  engine: string;
  tutor: string;
  /** Lets running replies finish and clients reconnect to other nodes, then closes everything [C9]. */
  stop(): Promise<void>;
  /** Closes everything at once, without draining. */
  close(): Promise<void>;
}

/**
 * Build one node: open all its parts and connect them. `member` is the index of this process among the processes that
 * share the port, from 0.
 */
export async function openNode(config: Config, member = 0): Promise<Node> {
  const base = composeBase(config);
  const { metrics, models, closers, now, security } = base;
  const data = await composeData(base);
  const coordination = await composeCoordination(base);
  const edge = await composeGateway(base, data, coordination);
  const { engine, gateway } = edge;
  const transactions = composeTransactions(base, data, edge);
  const replyParts = await composeReplies(base, data, coordination, edge, transactions);
  const deps: Deps = {
    read: data.read,
    log: data.events,
    tokens: base.tokens,
    attempts: coordination.attempts,
    passwords: createPasswords(),
    embedder: models.embedder,
    replies: replyParts.replies,
    presence: gateway.presence,
    signals: gateway.signals,
    ended(sessions) {
      for (const session of sessions) {
        security.ended(session);
        gateway.revoked(session);
      }
    },
    lifetimes: { accessSeconds: config.accessTokenTtl, refreshSeconds: config.refreshTokenTtl },
  };
  const { limiter } = coordination;
  const perform = createPerform({
    deps,
    useCases,
    transactions,
    limiter,
    now,
    onUndeclared: (operation, code) => base.log.error({ operation, code }, UNDECLARED),
    measure: (whole) => measured(watched(whole, security), metrics),
  });
  gateway.serve({ perform, replies: { drain: (graceMs) => replyParts.runner.drain(graceMs) } });
  composeHttp(base, data, coordination, edge, replyParts, perform);
  await composeJobs(base, data, edge, transactions, member);
  const port = await startedBy('HOST and PORT', engine.listen(config.port, config.host));
  warmUp().catch((error: unknown) => base.log.warn({ error }, 'The first requests will be slower than others'));

  return {
    port,
    engine: engine.name,
    tutor: models.name,
    async stop() {
      await gateway.drain(config.shutdownGrace);
      await closers.closeAll();
    },
    close: () => closers.closeAll(),
  };
}
