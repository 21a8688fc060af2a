import type { Attempts, Passwords, Tokens } from '../account/ports.ts';
import type { Presence, Signals } from '../live/ports.ts';
import type { EventLog } from '../ports.ts';
import type { Embedder, Replies } from '../tutor/ports.ts';
import type { Stores } from './stores.ts';

/** Everything outside the domain that the use cases need. */
export interface Deps {
  /** Stores for reading, outside any transaction. */
  read(): Stores;
  log: EventLog;
  tokens: Tokens;
  attempts: Attempts;
  passwords: Passwords;
  embedder: Embedder;
  replies: Replies;
  presence: Presence;
  signals: Signals;
  /**
   * Tells every node at once that device sessions have ended. Without this call the other nodes would read it from the
   * database up to half a second later [C6].
   */
  ended(sessions: { sid: string; userId: string; reason: string }[]): void;
  lifetimes: { accessSeconds: number; refreshSeconds: number };
}
