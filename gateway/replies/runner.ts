import type { Stores } from '../../domain/areas/stores.ts';
import { DomainError } from '../../domain/errors.ts';
import type { Transactions } from '../../domain/ports.ts';
import { LEASE_MS, LEASE_RENEWAL_MS } from '../../domain/tutor/lease.ts';
import type { ReplyLeases } from '../../domain/tutor/ports.ts';
import { StaleFence } from '../../domain/tutor/stale-fence.ts';
import type { ReplyRow } from '../../domain/tutor/stores.ts';
import { replyCommits } from '../../domain/tutor/usecases/reply/commits.ts';
import type { ReplyOutcome, TextSink } from '../../domain/tutor/usecases/reply/types.ts';
import { deltaBuffer } from './delta-buffer.ts';
import type { DeltaBuffer } from './delta-buffer.ts';
import type { DeltaFanout } from './delta-fanout.ts';
import { withTimeout } from './with-timeout.ts';

/** How many replies one query claims. */
const CLAIM_AT_ONCE = 20;

export interface RunnerDeps {
  nodeId: string;
  leases: ReplyLeases;
  transactions: Transactions;
  read(): Stores;
  write(reply: ReplyRow, sink: TextSink): Promise<ReplyOutcome>;
  fanout: DeltaFanout;
  log: { warn(fields: object, message: string): void; error(fields: object, message: string): void };
}

/** Why a running reply is interrupted. */
type Interruption = 'stopped' | 'lost' | 'handed_over';

interface Running {
  reply: ReplyRow;
  buffer: DeltaBuffer;
  controller: AbortController;
  interrupted?: Interruption;
  finished: Promise<void>;
}

export interface Runner {
  /** Claim replies that this node has just committed, and run them. */
  claim(ids: string[]): Promise<void>;
  /** Claim replies that no living node owns and run them; end those that had their last attempt [T1, T7]. */
  takeOver(): Promise<void>;
  running(id: string): { attempt: number; sent: string } | undefined;
  stop(id: string): void;
  /** Let running replies finish within the time given, then hand the rest over [C9, T7]. */
  drain(graceMs: number): Promise<void>;
}

export function openRunner({ nodeId, leases, transactions, read, write, fanout, log }: RunnerDeps): Runner {
  const commits = replyCommits(transactions);
  const running = new Map<string, Running>();
  let draining = false;
  let renewedAt = Date.now();
  const heartbeat = setInterval(() => void beat(), LEASE_RENEWAL_MS);

  async function beat(): Promise<void> {
    try {
      await withTimeout(renew(), LEASE_MS - LEASE_RENEWAL_MS);
      await takeOver();
    } catch (error) {
      log.warn({ error }, 'Reply leases could not be renewed');
      // Another node may own the replies by now: write no more.
      if (Date.now() - renewedAt > LEASE_MS) for (const one of running.values()) interrupt(one, 'lost');
    }
  }

  async function renew(): Promise<void> {
    const askedAt = Date.now();
    const ids = [...running.keys()];
    const kept = new Map((ids.length > 0 ? await leases.renew(nodeId, ids) : []).map((lease) => [lease.id, lease]));
    renewedAt = askedAt;
    for (const id of ids) {
      const [one, lease] = [running.get(id), kept.get(id)];
      if (!one) continue;
      if (!lease || lease.fence !== one.reply.fence) interrupt(one, 'lost');
      else if (lease.stopRequested) interrupt(one, 'stopped');
    }
  }

  async function claim(ids?: string[]): Promise<void> {
    if (draining) return;
    for (const lease of await leases.claim(nodeId, CLAIM_AT_ONCE, ids)) {
      try {
        const reply = await claimedRow(lease);
        if (reply) start(reply);
      } catch (error) {
        log.warn({ error, replyId: lease.id }, 'A claimed reply could not be read');
        giveBack(lease.id);
      }
    }
  }

  async function takeOver(): Promise<void> {
    if (draining) return;
    await claim();
    for (const lease of await leases.exhausted(CLAIM_AT_ONCE)) {
      const reply = await claimedRow(lease);
      if (reply)
        await giveUp(reply).catch((error: unknown) =>
          log.error({ error, replyId: lease.id }, 'A reply could not be ended'),
        );
    }
  }

  /** End a reply whose last attempt lost its owner. Its text is kept as far as there is a copy [T5]. */
  async function giveUp(reply: ReplyRow): Promise<void> {
    const said = (await fanout.copy(reply.id, reply.attempt)) ?? '';
    await (reply.stopRequested ? commits.stopped(reply, said) : commits.failed(reply, said, undefined));
  }

  /** Read a claimed reply; undefined if another node has claimed it since, whose fence is not ours to write under. */
  async function claimedRow({ id, fence }: { id: string; fence: number }): Promise<ReplyRow | undefined> {
    const reply = await read().replies.find(id);
    return reply?.fence === fence ? reply : undefined;
  }

  function giveBack(id: string): void {
    leases.release(nodeId, [id]).catch((error: unknown) => log.warn({ error, replyId: id }, 'Its lease will run out'));
  }

  function start(reply: ReplyRow): void {
    // The drain began during the claim, and does not know of this reply.
    if (draining) return giveBack(reply.id);
    const before = running.get(reply.id);
    if (before) {
      if (before.reply.fence >= reply.fence) return;
      // This node was stalled and its own lease ran out: the attempt that lost it ends first.
      interrupt(before, 'lost');
      void before.finished.then(() => start(reply));
      return;
    }
    const buffer = deltaBuffer((offset, text) =>
      fanout.send(reply.userId, { replyId: reply.id, attempt: reply.attempt, offset, text }),
    );
    const one: Running = { reply, buffer, controller: new AbortController(), finished: Promise.resolve() };
    running.set(reply.id, one);
    one.finished = run(one)
      .catch((error: unknown) => {
        if (error instanceof StaleFence) log.warn({ replyId: reply.id }, 'Another node took this reply over');
        else log.error({ error, replyId: reply.id }, 'A reply could not be ended; another attempt will');
      })
      .finally(() => {
        running.delete(reply.id);
        fanout.forget(reply.id, reply.attempt - 1);
        // The next reply of this conversation can run now [T6].
        void takeOver().catch((error: unknown) => log.warn({ error }, 'Replies could not be claimed'));
      });
  }

  async function run(one: Running): Promise<void> {
    const { reply, buffer, controller } = one;
    if (reply.stopRequested) return commits.stopped(reply, (await fanout.copy(reply.id, reply.attempt - 1)) ?? '');
    await commits.begin(reply);
    let outcome: ReplyOutcome;
    try {
      outcome = await write(reply, {
        say: (text) => buffer.push(text),
        asking: () => undefined,
        signal: controller.signal,
      });
    } catch (error) {
      return interrupted(one, error);
    }
    if (one.interrupted) return interrupted(one, undefined);
    buffer.end();
    try {
      await commits.complete(reply, buffer.sent(), outcome);
    } catch (error) {
      if (error instanceof StaleFence || isAway(error)) throw error;
      // Another attempt could not store it either.
      log.error({ error, replyId: reply.id }, 'A reply could not be completed');
      await commits.failed(reply, buffer.sent(), error);
    }
  }

  async function interrupted({ reply, buffer, interrupted: why }: Running, error: unknown): Promise<void> {
    // Text that still waits is sent only if the text of this attempt stays.
    if (why === 'lost') return;
    if (why === 'handed_over' || (why === undefined && isAway(error))) return leases.release(nodeId, [reply.id]);
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
    claim,
    takeOver,
    running(id) {
      const one = running.get(id);
      return one && { attempt: one.reply.attempt, sent: one.buffer.sent() };
    },
    stop(id) {
      const one = running.get(id);
      if (one) interrupt(one, 'stopped');
    },
    async drain(graceMs) {
      draining = true;
      const all = () => Promise.allSettled([...running.values()].map((one) => one.finished));
      await Promise.race([all(), new Promise((resolve) => setTimeout(resolve, graceMs).unref())]);
      for (const one of running.values()) interrupt(one, 'handed_over');
      await all();
      clearInterval(heartbeat);
    },
  };
}

const isAway = (error: unknown) => error instanceof DomainError && error.code === 'unavailable';
