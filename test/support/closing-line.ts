import type { Reporter, TestModule } from 'vitest/node';

/** The command that installs missing services. The names of skipped suites contain it. */
export const INSTALL_COMMAND = 'npm run services:install';

/**
 * Prints a last line that programs can parse: `123 passed, 0 failed`. A file that could not be loaded, an error outside
 * the tests and a failed clean-up count as failures. A run with no passed and no failed test fails.
 */
export const closingLine: Reporter = {
  onTestRunEnd(modules: readonly TestModule[], unhandledErrors) {
    const tests = modules.flatMap((module) => [...module.children.allTests()]);
    const inState = (state: 'passed' | 'failed') => tests.filter((test) => test.result().state === state).length;
    const brokenModules = modules.filter((module) => module.errors().length > 0).length;
    const passed = inState('passed');
    const failed = inState('failed') + brokenModules + unhandledErrors.length;
    const unserved = tests.filter((test) => test.fullName.includes(INSTALL_COMMAND)).length;
    const hint = unserved > 0 ? `${unserved} skipped for want of a service: ${INSTALL_COMMAND}\n` : '';
    if (passed + failed === 0) process.exitCode = 1;
    // The default reporter prints its summary after this hook, so the line is printed when the process exits.
    process.once('exit', () =>
      process.stdout.write(`\n${hint}${passed} passed, ${Math.max(failed, process.exitCode ? 1 : 0)} failed\n`),
    );
  },
};
