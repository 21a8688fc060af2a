import { writeReply } from '../../domain/tutor/usecases/reply/write-reply.ts';
import { openDeltaFanout } from '../../gateway/replies/delta-fanout.ts';
import { createFeed } from '../../gateway/replies/feed.ts';
import { openReplies } from '../../gateway/replies/replies.ts';
import { openRunner } from '../../gateway/replies/runner.ts';
import { createTransactions } from '../../persistence/database/transactions.ts';
import { createStores } from '../../persistence/stores.ts';
import type { Base } from './base.ts';
import type { Coordination } from './coordination.ts';
import type { Data } from './data.ts';
import type { SocketEdge } from './gateway.ts';

/** The maximum number of tokens in a prompt. A part that does not fit completely is left out [MO3]. */
const PROMPT_TOKENS = 6_000;

/** Create the object that runs transactions. After each commit, its events go to this node's sockets at once. */
export function composeTransactions({ metrics }: Base, { database, jobs }: Data, { gateway }: SocketEdge) {
  return createTransactions({
    database,
    createStores,
    jobs,
    onCommit(envelopes) {
      metrics.eventsAppended(envelopes.length);
      gateway.offer(envelopes);
    },
  });
}

/** Open the parts that write replies and send their text to every device. */
export async function composeReplies(
  base: Base,
  data: Data,
  { bus, shared }: Coordination,
  { gateway }: SocketEdge,
  transactions: ReturnType<typeof composeTransactions>,
) {
  const { config, log, metrics, closers, nodeId, models, now } = base;
  const { read, leases, leaseKeeper } = data;
  const fanout = closers.opened(
    await openDeltaFanout({
      nodeId,
      bus,
      shared,
      toOtherNodes: gateway.presence.toOtherNodes,
      onPassed: gateway.onPassed,
      toLocalUser(userId, event, delta) {
        metrics.replyDeltas(1);
        gateway.toLocalUser(userId, event, delta);
      },
    }),
  );
  const tutor = {
    read,
    transactions,
    model: models.model,
    embedder: models.embedder,
    tokenizer: models.tokenizer,
    tools: models.tools,
    now,
    limits: { promptTokens: PROMPT_TOKENS, maxTokens: config.llmMaxTokens, temperature: config.llmTemperature },
  };
  const runner = openRunner({
    nodeId,
    leases,
    keeper: leaseKeeper,
    transactions,
    read,
    write: (reply, speech) => writeReply(tutor, reply, speech),
    fanout,
    tellPosition: ({ id: replyId, messageId, userId, courseId }, position) =>
      gateway.signals.toUser(userId, 'reply.queued', { replyId, messageId, courseId, position }),
    log,
  });
  closers.add(() => runner.drain(0));
  const replies = closers.opened(await openReplies({ nodeId, runner, fanout, bus, read, listen: gateway.listen }));
  return { runner, replies, feed: createFeed({ read, replies, fanout, listen: gateway.listen }) };
}
