/** Runs handlers of the application. @returns a promise that rejects with what one threw, once that was reported */
export type Reporting = (work: () => Promise<void>) => Promise<void>;

export function reportTo(onError: (error: unknown) => void = report): Reporting {
  return (work) =>
    work().catch((error: unknown) => {
      onError(error);
      throw error;
    });
}

function report(error: unknown): void {
  if (typeof reportError === 'function') reportError(error);
  // oxlint-disable-next-line no-console -- elsewhere there is no such event, and silence would hide the application's defect
  else console.error(error);
}
