import type { Stores } from '../../domain/areas/stores.ts';
import { DomainError } from '../../domain/errors.ts';
import type { Transactions } from '../../domain/ports.ts';
import type { LeaseKeeper, ReplyLeases, ReplyPlace, WaitingReply } from '../../domain/tutor/ports.ts';
import { StaleFence } from '../../domain/tutor/stale-fence.ts';
import type { ReplyRow } from '../../domain/tutor/stores.ts';
import { replyCommits } from '../../domain/tutor/usecases/reply/commits.ts';
import type { ReplyOutcome, TextSink } from '../../domain/tutor/usecases/reply/types.ts';
import { createAdmission } from './admission.ts';
import { deltaBuffer, paceMs } from './delta-buffer.ts';
import type { DeltaBuffer } from './delta-buffer.ts';
import type { DeltaFanout } from './delta-fanout.ts';

/** How often a node looks for replies without a living owner [T1]. */
const LOOK_MS = 1_000;
/**
 * The maximum number of replies that one check claims, and the maximum number that it ends because they have no attempt
 * left.
 */
const CLAIM_AT_ONCE = 20;

export interface RunnerDeps {
  nodeId: string;
  leases: ReplyLeases;
  keeper: Pick<LeaseKeeper, 'hold' | 'drop' | 'onNews'>;
  transactions: Transactions;
  read(): Stores;
  write(reply: ReplyRow, sink: TextSink): Promise<ReplyOutcome>;
  fanout: DeltaFanout;
  /** Sends the learner the queue position of a reply; the first reply has position 1. */
  tellPosition(reply: WaitingReply, position: number): void;
  log: { warn(fields: object, message: string): void; error(fields: object, message: string): void };
}

/** The reason why a running reply is interrupted. */
type Interruption = 'stopped' | 'lost' | 'handed_over';

type Next = Pick<ReplyRow, 'id' | 'messageId'> | undefined;

interface Running {
  reply: ReplyRow;
  buffer: DeltaBuffer;
  controller: AbortController;
  interrupted?: Interruption;
  finished: Promise<void>;
}

export interface Runner {
  /** Reserve capacity for a reply that this node is about to commit. */
  reserve(userId: string): ReplyPlace | undefined;
  /** Add a committed reply to this node's queue. The reply starts in its turn. */
  offer(reply: WaitingReply): void;
  /** Return the position of a reply in this node's queue. */
  position(id: string): number | undefined;
  /** Claim and run replies that no living node owns. End those that have had their last attempt [T1, T7]. */
  takeOver(): Promise<void>;
  running(id: string): { attempt: number; sent: string } | undefined;
  stop(id: string): void;
  /** Let running replies finish within `graceMs`, then hand the rest over to other nodes [C9, T7]. */
  drain(graceMs: number): Promise<void>;
}

export function openRunner(deps: RunnerDeps): Runner {
  const { nodeId, leases, keeper, transactions, write, fanout, tellPosition, log } = deps;
  const commits = replyCommits(transactions);
  const running = new Map<string, Running>();
  const admission = createAdmission({ claim: (ids) => claim({ ids }, ids.length), tellPosition, log });
  let draining = false;
  let look: Promise<void> | undefined;
  const looking = setInterval(() => {
    look ??= takeOver()
      .catch((error: unknown) => log.warn({ error }, 'Replies could not be claimed'))
      .finally(() => (look = undefined));
  }, LOOK_MS);

  keeper.onNews(({ id, fence, is }) => {
    const one = running.get(id);
    if (one?.reply.fence === fence) interrupt(one, is === 'lost' ? 'lost' : 'stopped');
  });

  async function claim(which: { ids: string[] } | { except: string[] }, limit: number): Promise<void> {
    if (draining) return;
    for (const reply of await leases.claim(nodeId, limit, which)) {
      admission.enter(reply);
      start(reply, { isBegun: false });
    }
  }

  async function takeOver(): Promise<void> {
    if (draining) return;
    // This node does not claim the replies that it is writing itself, even if a lease has expired before it was
    // renewed.
    await admission.within(CLAIM_AT_ONCE, async (free) => {
      if (free > 0) await claim({ except: [...running.keys()] }, free);
    });
    for (const reply of await leases.exhausted(CLAIM_AT_ONCE, [...running.keys()]))
      await giveUp(reply).catch((error: unknown) =>
        log.error({ error, replyId: reply.id }, 'A reply could not be ended'),
      );
  }

  /** End a reply whose owner was lost during the last attempt. Keep the text if a copy of it exists [T5, T7]. */
  async function giveUp(reply: ReplyRow): Promise<void> {
    const said = (await fanout.copy(reply.id, reply.attempt)) ?? '';
    goOn(reply, await (reply.stopRequested ? commits.stopped(reply, said) : commits.failed(reply, said, undefined)));
  }

  function giveBack(id: string): void {
    leases
      .release(nodeId, [id])
      .catch((error: unknown) =>
        log.warn({ error, replyId: id }, 'A reply could not be released; its lease will expire'),
      );
  }

  /** Add the next reply of the same conversation to the queue, now that the reply before it has ended [T6]. */
  function goOn({ userId, courseId }: ReplyRow, next: Next): void {
    if (next && !draining) admission.offer({ ...next, userId, courseId });
  }

  /**
   * Write a reply that this node owns and that `admission` counts as running. `isBegun`: the reply was already
   * committed as running.
   */
  function start(reply: ReplyRow, { isBegun }: { isBegun: boolean }): void {
    // The node began to drain while it claimed this reply. The drain does not wait for the reply, so the reply is
    // released.
    if (draining) {
      admission.leave(reply);
      return giveBack(reply.id);
    }
    const before = running.get(reply.id);
    if (before) {
      if (before.reply.fence >= reply.fence) return admission.leave(reply);
      // This node stalled until its lease expired, and then claimed its own reply. The old attempt has to end first.
      interrupt(before, 'lost');
      void before.finished.then(() => {
        admission.enter(reply);
        start(reply, { isBegun });
      });
      return;
    }
    const buffer = deltaBuffer(
      (offset, text) => fanout.send(reply.userId, { replyId: reply.id, attempt: reply.attempt, offset, text }),
      () => paceMs(running.size),
    );
    const one: Running = { reply, buffer, controller: new AbortController(), finished: Promise.resolve() };
    running.set(reply.id, one);
    keeper.hold(reply);
    one.finished = run(one, isBegun)
      .then((next) => goOn(reply, next))
      .catch((error: unknown) => {
        if (error instanceof StaleFence) log.warn({ replyId: reply.id }, 'Another node took this reply over');
        else log.error({ error, replyId: reply.id }, 'A reply could not be ended; another attempt follows');
      })
      .finally(() => {
        running.delete(reply.id);
        keeper.drop(reply.id);
        admission.leave(reply);
        fanout.forget(reply.id, reply.attempt - 1);
      });
  }

  /** Try once to write the reply, and commit its end. @returns the next waiting reply of the conversation */
  async function run(one: Running, isBegun: boolean): Promise<Next> {
    const { reply, buffer, controller } = one;
    if (reply.stopRequested) return commits.stopped(reply, (await fanout.copy(reply.id, reply.attempt - 1)) ?? '');
    if (!isBegun) await commits.begin(reply);
    let outcome: ReplyOutcome;
    try {
      outcome = await write(reply, {
        say: (text) => buffer.push(text),
        asking: () => admission.prepared(reply),
        signal: controller.signal,
      });
    } catch (error) {
      return interrupted(one, error);
    }
    if (one.interrupted) return interrupted(one, undefined);
    // The learner gets the whole text before the end of the reply waits for its turn.
    buffer.end();
    const ended = await admission.turnToEnd();
    try {
      return await (one.interrupted ? interrupted(one, undefined) : complete(one, outcome));
    } finally {
      ended();
    }
  }

  async function complete({ reply, buffer }: Running, outcome: ReplyOutcome): Promise<Next> {
    try {
      return await commits.complete(reply, buffer.sent(), outcome);
    } catch (error) {
      if (error instanceof StaleFence || isAway(error)) throw error;
      // Another attempt would not help, because its text could not be stored either.
      log.error({ error, replyId: reply.id }, 'A reply could not be completed');
      return commits.failed(reply, buffer.sent(), error);
    }
  }

  async function interrupted(one: Running, error: unknown): Promise<Next> {
    const { reply, buffer, interrupted: why } = one;
    // If another attempt will follow, this attempt's text is not kept. So text that still waits is not sent then.
    if (why === 'lost') return undefined;
    if (why === 'handed_over' || (why === undefined && isAway(error))) {
      await leases.release(nodeId, [reply.id]);
      return undefined;
    }
    buffer.end();
    if (why === 'stopped') return commits.stopped(reply, buffer.sent());
    log.error({ error, replyId: reply.id }, 'A reply failed');
    return commits.failed(reply, buffer.sent(), error);
  }

  function interrupt(one: Running, why: Interruption): void {
    one.interrupted ??= why;
    one.controller.abort();
  }

  return {
    takeOver,
    offer: admission.offer,
    position: admission.position,
    reserve(userId) {
      const reservation = draining ? undefined : admission.reserve(userId);
      if (!reservation) return undefined;
      return {
        owner: nodeId,
        release: reservation.release,
        start(reply) {
          reservation.enter(reply);
          start(reply, { isBegun: true });
        },
      };
    },
    running(id) {
      const one = running.get(id);
      return one && { attempt: one.reply.attempt, sent: one.buffer.sent() };
    },
    stop(id) {
      const one = running.get(id);
      if (one) interrupt(one, 'stopped');
      // A queued reply is claimed at once, so that it ends without waiting for its turn.
      else if (admission.withdraw(id))
        claim({ ids: [id] }, 1).catch((error: unknown) =>
          log.warn(
            { error, replyId: id },
            'A queued reply could not be stopped at once; the next periodic check stops it',
          ),
        );
    },
    async drain(graceMs) {
      draining = true;
      admission.close();
      const all = () => Promise.allSettled([...running.values()].map((one) => one.finished));
      await Promise.race([all(), new Promise((resolve) => setTimeout(resolve, graceMs).unref())]);
      for (const one of running.values()) interrupt(one, 'handed_over');
      await all();
      clearInterval(looking);
    },
  };
}

const isAway = (error: unknown) => error instanceof DomainError && error.code === 'unavailable';
