/** Ends what was opened, the newest first. */
export interface Closers {
  /** Remembers how to end a part, and returns the part. */
  opened<T extends { close(): unknown }>(part: T): T;
  add(close: () => unknown): void;
  /** Closes everything, also after one of the parts has failed to close. */
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
      const failures: unknown[] = [];
      for (const close of closers.splice(0)) {
        try {
          await close();
        } catch (error) {
          failures.push(error);
        }
      }
      if (failures.length > 0) throw new AggregateError(failures, 'not everything could be closed');
    },
  };
}
