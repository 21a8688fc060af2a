import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { loadActor } from '../../domain/account/usecases/actor.ts';
import { DomainError } from '../../domain/errors.ts';
import type { Perform } from '../../domain/perform.ts';
import { chatAnswer } from '../../domain/tutor/usecases/chat-answer.ts';
import { createIsSecure } from '../http/client-ip.ts';
import { createReadiness } from '../http/readiness.ts';
import { createHttp } from '../http/router.ts';
import type { Base } from './base.ts';
import type { Coordination } from './coordination.ts';
import type { Data } from './data.ts';
import type { SocketEdge } from './gateway.ts';
import type { composeReplies } from './replies.ts';

type ReplyParts = Pick<Awaited<ReturnType<typeof composeReplies>>, 'replies' | 'feed'>;

/** Serve the REST API and the pages on the engine's port. */
export function composeHttp(
  { config, log, models, tokens, security }: Base,
  { read, database }: Data,
  { bus }: Coordination,
  { engine, gateway, clientIp }: SocketEdge,
  { replies, feed }: ReplyParts,
  perform: Perform,
): void {
  engine.onRequest(
    createHttp({
      perform,
      async authenticate(token) {
        const claims = tokens.verify(token);
        if (gateway.isRevoked(claims.sid)) throw new DomainError('session_revoked');
        const actor = await loadActor(read(), claims);
        if (!actor) throw new DomainError('unauthenticated');
        return { actor, expiresAt: claims.expiresAt };
      },
      onRefusedToken: security.refused,
      sessions: {
        isRevoked: gateway.isRevoked,
        onRevoked: (listener) => gateway.onRevoked(({ sid }) => listener(sid)),
      },
      maxStreamsPerUser: config.maxSocketsPerUser,
      renderReply: ({ replyId, requestId, signal }) => chatAnswer({ read, replies }, replyId, requestId, signal),
      feed: (actor, courseId, options) => feed(actor.userId, courseId, options),
      readiness: createReadiness({
        checks: {
          database: () => database.ping(),
          ...(config.redisUrl && {
            async redis() {
              if (bus.state() === 'down') throw new Error('Redis is away; nodes coordinate through the database');
            },
          }),
        },
        isDraining: () => gateway.draining(),
        facts: () => ({ engine: engine.name, tutor: models.name, embeddings: models.embedder.name }),
      }),
      sites: SITES,
      clientIp,
      isSecure: createIsSecure(config.trustProxy),
      corsOrigins: config.corsOrigins,
      log,
    }),
  );
}

const folder = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const SITES = [
  { path: '/', folder: folder('../../client-sdk/examples/tutor-chat') },
  { path: '/design/', folder: folder('../../client-sdk/examples/design') },
  { path: '/sdk/', folder: folder('../../client-sdk/dist') },
  { path: '/vendor/markdown-it/', folder: dirname(fileURLToPath(import.meta.resolve('markdown-it/browser'))) },
];
