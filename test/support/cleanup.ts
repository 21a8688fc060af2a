import { afterAll, onTestFinished, TestRunner } from 'vitest';

type Dispose = () => unknown;
const ofTheFile: Dispose[] = [];

/**
 * Run `dispose` when the running test ends or, if called outside a test (module level, `beforeAll`), after the file's
 * last hook. Helpers that open something call this themselves, so no test can leak. The function registered last runs
 * first.
 */
export function onCleanup(dispose: Dispose): void {
  if (TestRunner.getCurrentTest()) onTestFinished(async () => void (await dispose()));
  else ofTheFile.push(dispose);
}

/**
 * Run the file's clean-up. Only the setup file calls this: it registers before any hook of the test file, so the
 * clean-up runs after all of them.
 */
export function cleanUpAfterFile(): void {
  afterAll(cleanUp);
}

/** Clean up at the end of a program that uses these helpers outside a test. */
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
