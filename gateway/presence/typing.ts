import type { EventData } from '../../domain/contract/index.ts';

const TYPING_EXPIRY_MS = 6_000;

type Typing = EventData<'typing'>;

/** Ends “is typing” after 6 s if the device does not end it, for example because the device vanished [P2]. */
export interface TypingExpiry {
  seen(userId: string, typing: Typing, exceptSocket?: string): void;
  /** Ends all typing now, because this node closes and can't end it later. */
  close(): void;
}

/** @param end sends `typing: false` to the user's devices */
export function createTypingExpiry(end: (userId: string, typing: Typing, exceptSocket?: string) => void): TypingExpiry {
  const running = new Map<string, { timer: NodeJS.Timeout; expire(): void }>();
  return {
    seen(userId, typing, exceptSocket) {
      const key = `${userId} ${typing.deviceId} ${typing.courseId}`;
      clearTimeout(running.get(key)?.timer);
      running.delete(key);
      if (!typing.typing) return;
      const expire = () => {
        running.delete(key);
        end(userId, { ...typing, typing: false }, exceptSocket);
      };
      running.set(key, { timer: setTimeout(expire, TYPING_EXPIRY_MS).unref(), expire });
    },
    close() {
      for (const { timer, expire } of running.values()) {
        clearTimeout(timer);
        expire();
      }
    },
  };
}
