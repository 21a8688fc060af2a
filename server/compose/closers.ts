/** The opened parts of a node that must be closed at its end. The part that was opened last is closed first. */
export interface Closers {
  /** Adds a part that must be closed, and returns the part. */
  opened<T extends { close(): unknown }>(part: T): T;
  add(close: () => unknown): void;
  /** Closes all parts, even if one of them fails to close. @throws AggregateError of the failures, at the end */
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
