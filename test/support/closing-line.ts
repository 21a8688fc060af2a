import type { Reporter, TestModule } from 'vitest/node';

/** The command that the name of every skipped suite mentions. */
export const INSTALL_COMMAND = 'npm run services:install';

/**
 * Ends the output with a line for machines: `123 passed, 0 failed`. These count as failures too: a file that could not
 * be loaded, an error outside every test, and a clean-up that fails after the last test. A run in which no test passed
 * or failed fails.
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
    // The default reporter writes its summary after this hook.
    process.once('exit', () =>
      process.stdout.write(`\n${hint}${passed} passed, ${Math.max(failed, process.exitCode ? 1 : 0)} failed\n`),
    );
  },
};
