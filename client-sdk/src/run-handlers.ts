/** Run handlers of the application. The promise rejects with an error that one threw, after it was reported. */
export type RunHandlers = (work: () => Promise<void>) => Promise<void>;

/** Report errors of handlers to `onError`; without it to the window's `error` event, in Node to the console. */
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
