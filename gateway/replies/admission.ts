import { MAX_RUNNING_OF_USER } from '../../domain/tutor/lease.ts';
import type { WaitingReply } from '../../domain/tutor/ports.ts';
import { createWaitingLine } from './waiting-line.ts';

/** Replies that read and log at the same time, before their model is asked: work of this processor and the database. */
const MAX_PREPARING = 8;
/** Replies that a node writes at the same time. Most of them wait for their model. */
const MAX_RUNNING = 1_000;
/** How often those who wait are told their place, where it has changed. */
const TELL_MS = 500;

interface AdmissionDeps {
  /** Claim these replies and run those that were free. */
  claim(ids: string[]): Promise<void>;
  tellPosition(reply: WaitingReply, position: number): void;
  log: { warn(fields: object, message: string): void };
}

/**
 * Bound what a node does for replies at one time. Replies beyond that wait in the database, where other nodes can claim
 * them, and in this node's line, in which users take turns.
 */
export function createAdmission({ claim, tellPosition, log }: AdmissionDeps) {
  const line = createWaitingLine();
  /** Replies that run, and whether they still prepare. */
  const entered = new Map<string, { userId: string; isPreparing: boolean }>();
  const runningOf = new Map<string, number>();
  const told = new Map<string, number>();
  let preparing = 0;
  /** Places of replies that are being committed or claimed. */
  let reserved = 0;
  let claiming = false;
  let closed = false;

  const room = () => Math.min(MAX_PREPARING - preparing, MAX_RUNNING - entered.size) - reserved;
  const roomOf = (userId: string) => MAX_RUNNING_OF_USER - (runningOf.get(userId) ?? 0);
  const count = (userId: string, change: number) => {
    const now = (runningOf.get(userId) ?? 0) + change;
    if (now > 0) runningOf.set(userId, now);
    else runningOf.delete(userId);
  };

  const telling = setInterval(() => {
    const before = new Map(told);
    told.clear();
    for (const [place, reply] of line.places()) {
      told.set(reply.id, place);
      if (before.get(reply.id) !== place) tellPosition(reply, place);
    }
  }, TELL_MS);

  /** Claim as many from the line as there is room for; what comes meanwhile is claimed together. */
  async function admit(): Promise<void> {
    if (claiming || closed) return;
    claiming = true;
    try {
      while (line.length > 0 && room() > 0 && !closed) {
        const next = line.take(room(), roomOf);
        if (next.length === 0) break;
        reserved += next.length;
        try {
          await claim(next.map(({ id }) => id));
        } finally {
          reserved -= next.length;
        }
      }
    } catch (error) {
      log.warn({ error }, 'New replies were not started at once; the next look for replies will');
    } finally {
      claiming = false;
    }
  }

  return {
    room,

    /** Take a place, unless others wait. @returns a function that gives it back, once; undefined if there is none */
    reserve(userId: string): (() => void) | undefined {
      if (closed || line.length > 0 || room() <= 0 || roomOf(userId) <= 0) return undefined;
      reserved += 1;
      let isHeld = true;
      return () => {
        if (!isHeld) return;
        isHeld = false;
        reserved -= 1;
        void admit();
      };
    },

    offer(reply: WaitingReply): void {
      line.add(reply);
      void admit();
    },

    /** Take a reply out of the line. @returns whether it was there */
    withdraw(id: string): boolean {
      const before = line.length;
      line.remove(id);
      return line.length < before;
    },

    /** Count a reply that runs. */
    enter({ id, userId }: WaitingReply): void {
      line.remove(id);
      if (entered.has(id)) return;
      entered.set(id, { userId, isPreparing: true });
      preparing += 1;
      count(userId, 1);
    },

    /** The reply has read what it needs. */
    prepared({ id }: WaitingReply): void {
      const one = entered.get(id);
      if (!one?.isPreparing) return;
      one.isPreparing = false;
      preparing -= 1;
      void admit();
    },

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
    },
  };
}
