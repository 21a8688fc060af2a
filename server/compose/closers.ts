/** Ends what was opened, the newest first. */
export interface Closers {
  /** Remembers how to end a part, and returns the part. */
  opened<T extends { close(): unknown }>(part: T): T;
  add(close: () => unknown): void;
  closeAll(): Promise<void>;
}

export function createClosers(): Closers {
  const closers: (() => unknown)[] = [];
  return {
    opened(part) {
      closers.unshift(() => part.close());
      return part;
    },
    add: (close) => void closers.unshift(close),
    async closeAll() {
      for (const close of closers.splice(0)) await close();
    },
  };
}
