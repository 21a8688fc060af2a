import { afterAll, onTestFinished, TestRunner } from 'vitest';

type Dispose = () => unknown;
const ofTheFile: Dispose[] = [];

/**
 * Run `dispose` when the current test ends. Outside a test, as in `beforeAll`, run it after the last hook of the file.
 * Functions run in reverse order of registration. Helpers that open something call this, so that no test needs to.
 */
export function onCleanup(dispose: Dispose): void {
  if (TestRunner.getCurrentTest()) onTestFinished(async () => void (await dispose()));
  else ofTheFile.push(dispose);
}

/**
 * Register the clean-up of the test file. The setup file calls this before the test file registers its hooks, so the
 * clean-up runs after them.
 */
export function cleanUpAfterFile(): void {
  afterAll(cleanUp);
}

/**
 * Run all functions that were registered outside a test. A program that uses the helpers without Vitest calls this at
 * its end.
 */
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
