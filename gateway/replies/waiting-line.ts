import type { WaitingReply } from '../../domain/tutor/ports.ts';

export interface WaitingLine {
  readonly length: number;
  add(reply: WaitingReply): void;
  remove(id: string): void;
  /** Remove and return up to `most` replies from the front, and of each user at most `roomOf(userId)`. */
  take(most: number, roomOf: (userId: string) => number): WaitingReply[];
  /** Yield the replies in the order in which they will be taken, each with its position. The first position is 1. */
  places(): Iterable<[place: number, reply: WaitingReply]>;
}

/**
 * Create a queue in which users take turns: the second reply of a user comes after the first reply of every other user.
 * The replies of one user keep their order.
 */
export function createWaitingLine(): WaitingLine {
  /** The replies of each user. A user whose reply was just taken moves to the end of the map. */
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
        // A user whose reply is taken moves to the end of the map, so the map itself can't be iterated.
        const turn = [...lines];
        for (const [userId, line] of turn) {
          if (taken.length >= most) break;
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
