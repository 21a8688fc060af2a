/** Run handlers of the application. If a handler throws, its error is reported and the promise rejects with it. */
export type RunHandlers = (work: () => Promise<void>) => Promise<void>;

/**
 * Return a function that reports errors of handlers to `onError`. The default is the window's `error` event or, in
 * Node, the console.
 */
export function handlerRunner(onError: (error: unknown) => void = report): RunHandlers {
  return (work) =>
    work().catch((error: unknown) => {
      onError(error);
      throw error;
    });
}

function report(error: unknown): void {
  if (typeof reportError === 'function') reportError(error);
  // oxlint-disable-next-line no-console -- Node has no error event for this, and silence would hide the application's defect
  else console.error(error);
}
