import { accessSync, constants } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';

/** Path of the Chromium the browser tests drive: `TEST_CHROMIUM`, a distribution's package, or Playwright's download. */
export function findChromium(): string | undefined {
  const candidates = [
    process.env.TEST_CHROMIUM,
    '/usr/bin/chromium',
    '/usr/bin/google-chrome',
    chromium.executablePath(),
  ];
  return candidates.find((path) => path !== undefined && isExecutable(path));
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

// Run by install.sh, which reads the exit code.
if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) process.exit(findChromium() === undefined ? 1 : 0);
