import { afterAll, onTestFinished, TestRunner } from 'vitest';

type Dispose = () => unknown;
const ofTheFile: Dispose[] = [];

/**
 * Runs `dispose` when the running test ends or, called outside a test (module level, `beforeAll`), after the file's
 * last hook. Helpers that open something call it themselves, so no test can leak. Latest registered runs first.
 */
export function onCleanup(dispose: Dispose): void {
  if (TestRunner.getCurrentTest()) onTestFinished(async () => void (await dispose()));
  else ofTheFile.push(dispose);
}

/** For the setup file alone: registered before any hook of the test file, so it runs after all of them. */
export function cleanUpAfterFile(): void {
  afterAll(cleanUp);
}

/** For programs that use these helpers outside a test, at their end. */
export async function cleanUp(): Promise<void> {
  const failures: unknown[] = [];
  for (const dispose of ofTheFile.splice(0).reverse()) {
    try {
      await dispose();
    } catch (error) {
      failures.push(error);
    }
  }
  if (failures.length > 0) throw new AggregateError(failures, 'clean-up failed');
}
