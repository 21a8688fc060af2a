import { MAX_RUNNING_OF_USER } from '../../domain/tutor/lease.ts';
import type { WaitingReply } from '../../domain/tutor/ports.ts';
import { createEndingLine } from './ending-line.ts';
import { createWaitingLine } from './waiting-line.ts';

/**
 * The maximum number of replies that a node prepares at the same time. To prepare a reply, the node reads its material
 * and logs entries, before it asks the language model. This uses the node's processor and the database. With fewer
 * replies, the node would wait for the database most of the time.
 */
const MAX_PREPARING = 16;
/** The maximum number of replies that a node writes at the same time. Most of them wait for the language model. */
const MAX_RUNNING = 1_000;
/** How often a changed queue position is sent to the learner. */
const TELL_MS = 500;

interface AdmissionDeps {
  /** Claims these replies, and runs those that no other node has claimed. */
  claim(ids: string[]): Promise<void>;
  tellPosition(reply: WaitingReply, position: number): void;
  log: { warn(fields: object, message: string): void };
}

/** Capacity that is reserved for a reply which is being committed. */
interface Reservation {
  release(): void;
  /** Count the reply as running, in place of its reservation. */
  enter(reply: WaitingReply): void;
}

/**
 * Limit how many replies a node prepares and writes at the same time. Replies beyond the limit wait in the database,
 * where other nodes can claim them, and in this node's queue, in which users take turns [T9].
 */
export function createAdmission({ claim, tellPosition, log }: AdmissionDeps) {
  const line = createWaitingLine();
  /** The replies that run on this node, by id. */
  const entered = new Map<string, { userId: string; isPreparing: boolean }>();
  const runningOf = new Map<string, number>();
  const told = new Map<string, number>();
  let preparing = 0;
  /** How many replies are being committed or claimed. Each counts against the limits already. */
  let reserved = 0;
  let claiming = false;
  let closed = false;

  const isRushed = () => !closed && line.length > 0 && (claiming || preparing + reserved >= MAX_PREPARING);
  const ends = createEndingLine(isRushed);

  const room = () => Math.min(MAX_PREPARING - preparing, MAX_RUNNING - entered.size) - reserved;
  const roomOf = (userId: string) => MAX_RUNNING_OF_USER - (runningOf.get(userId) ?? 0);
  const count = (userId: string, change: number) => {
    const now = (runningOf.get(userId) ?? 0) + change;
    if (now > 0) runningOf.set(userId, now);
    else runningOf.delete(userId);
  };

  const reserveFor = (userId: string, change: number) => {
    reserved += change;
    count(userId, change);
  };

  const telling = setInterval(() => {
    const before = new Map(told);
    told.clear();
    for (const [place, reply] of line.places()) {
      told.set(reply.id, place);
      if (before.get(reply.id) !== place) tellPosition(reply, place);
    }
    ends.look();
  }, TELL_MS);

  /** Claims as many queued replies as the limits allow. Replies that are queued during a claim share the next claim. */
  async function admit(): Promise<void> {
    if (claiming || closed) return;
    claiming = true;
    try {
      while (line.length > 0 && room() > 0 && !closed) {
        const next = line.take(room(), roomOf);
        if (next.length === 0) break;
        for (const { userId } of next) reserveFor(userId, 1);
        try {
          await claim(next.map(({ id }) => id));
        } finally {
          for (const { userId } of next) reserveFor(userId, -1);
        }
      }
    } catch (error) {
      log.warn({ error }, 'New replies were not started at once; the next periodic check will start them');
    } finally {
      claiming = false;
      ends.look();
    }
  }

  /** Count a reply as running. */
  function enter({ id, userId }: WaitingReply): void {
    line.remove(id);
    if (entered.has(id)) return;
    entered.set(id, { userId, isPreparing: true });
    preparing += 1;
    count(userId, 1);
  }

  return {
    room,

    /** Reserve capacity for one reply of the user; undefined if the limits are reached or other replies wait. */
    reserve(userId: string): Reservation | undefined {
      if (closed || line.length > 0 || room() <= 0 || roomOf(userId) <= 0) return undefined;
      reserveFor(userId, 1);
      let isHeld = true;
      function release(): void {
        if (!isHeld) return;
        isHeld = false;
        reserveFor(userId, -1);
        void admit();
      }
      return {
        release,
        enter(reply) {
          // The reply is counted as running before its reservation is released, so that no other reply gets the same
          // capacity.
          enter(reply);
          release();
        },
      };
    },

    /**
     * Reserve the free capacity, but no more than `most`, until `work` has ended. `work` claims replies that no living
     * node owns.
     */
    async within(most: number, work: (free: number) => Promise<void>): Promise<void> {
      const free = Math.max(0, Math.min(room(), most));
      reserved += free;
      try {
        await work(free);
      } finally {
        reserved -= free;
        void admit();
      }
    },

    offer(reply: WaitingReply): void {
      line.add(reply);
      void admit();
    },

    /** Remove a reply from the queue. @returns whether it was in the queue */
    withdraw(id: string): boolean {
      const before = line.length;
      line.remove(id);
      return line.length < before;
    },

    enter,

    /** Count a reply as prepared: it is about to ask its model. */
    prepared({ id }: WaitingReply): void {
      const one = entered.get(id);
      if (!one?.isPreparing) return;
      one.isPreparing = false;
      preparing -= 1;
      void admit();
    },

    /** Wait until the end of a reply may be committed. @returns a function to call after the commit */
    turnToEnd: ends.turn,

    leave({ id, userId }: WaitingReply): void {
      const one = entered.get(id);
      if (!one) return;
      entered.delete(id);
      if (one.isPreparing) preparing -= 1;
      count(userId, -1);
      void admit();
    },

    position(id: string): number | undefined {
      for (const [place, reply] of line.places()) if (reply.id === id) return place;
      return undefined;
    },

    close(): void {
      closed = true;
      clearInterval(telling);
      ends.look();
    },
  };
}
