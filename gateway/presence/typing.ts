import type { EventData } from '../../domain/contract/index.ts';

const TYPING_EXPIRY_MS = 6_000;

type Typing = EventData<'typing'>;

/** Ends what nobody ended: a device that vanished while typing types for 6 s more [P2]. */
export interface TypingExpiry {
  seen(userId: string, typing: Typing, exceptSocket?: string): void;
  close(): void;
}

/** @param end sends the end to the user's devices */
export function createTypingExpiry(end: (userId: string, typing: Typing, exceptSocket?: string) => void): TypingExpiry {
  const timers = new Map<string, NodeJS.Timeout>();
  return {
    seen(userId, typing, exceptSocket) {
      const key = `${userId} ${typing.deviceId} ${typing.courseId}`;
      clearTimeout(timers.get(key));
      timers.delete(key);
      if (!typing.typing) return;
      const expire = () => {
        timers.delete(key);
        end(userId, { ...typing, typing: false }, exceptSocket);
      };
      timers.set(key, setTimeout(expire, TYPING_EXPIRY_MS).unref());
    },
    close() {
      for (const timer of timers.values()) clearTimeout(timer);
    },
  };
}
