import type { WaitingReply } from '../../domain/tutor/ports.ts';

export interface WaitingLine {
  readonly length: number;
  add(reply: WaitingReply): void;
  remove(id: string): void;
  /** Take up to `most` replies from the front, of each user as many as `roomOf` allows. */
  take(most: number, roomOf: (userId: string) => number): WaitingReply[];
  /** Yield the replies in the order in which they are taken, and the place of each from 1. */
  places(): Iterable<[place: number, reply: WaitingReply]>;
}

/**
 * A line in which users take turns: the second reply of somebody goes behind the first of everybody else. Replies of one
 * user stay in their order.
 */
export function createWaitingLine(): WaitingLine {
  /** Each user's replies; who has just been served goes to the end. */
  const lines = new Map<string, WaitingReply[]>();
  let length = 0;

  function* places(): Generator<[number, WaitingReply]> {
    let place = 0;
    for (let turn = 0; place < length; turn += 1) {
      for (const line of lines.values()) {
        const reply = line[turn];
        if (reply) yield [(place += 1), reply];
      }
    }
  }

  function put(userId: string, line: WaitingReply[]): void {
    lines.delete(userId);
    if (line.length > 0) lines.set(userId, line);
  }

  return {
    get length() {
      return length;
    },
    add(reply) {
      const line = lines.get(reply.userId) ?? [];
      if (line.some(({ id }) => id === reply.id)) return;
      line.push(reply);
      lines.set(reply.userId, line);
      length += 1;
    },
    remove(id) {
      for (const [userId, line] of lines) {
        const index = line.findIndex((reply) => reply.id === id);
        if (index === -1) continue;
        line.splice(index, 1);
        length -= 1;
        if (line.length === 0) lines.delete(userId);
        return;
      }
    },
    take(most, roomOf) {
      const taken: WaitingReply[] = [];
      const takenOf = new Map<string, number>();
      for (let before = -1; taken.length > before && taken.length < most;) {
        before = taken.length;
        for (const [userId, line] of [...lines].slice(0, most - taken.length)) {
          const room = roomOf(userId) - (takenOf.get(userId) ?? 0);
          const reply = room > 0 ? line.shift() : undefined;
          if (!reply) continue;
          taken.push(reply);
          takenOf.set(userId, (takenOf.get(userId) ?? 0) + 1);
          length -= 1;
          put(userId, line);
        }
      }
      return taken;
    },
    places,
  };
}
