import { accessSync, constants } from 'node:fs';
import { pathToFileURL } from 'node:url';

/** Return the path of a Chromium: the one in TEST_CHROMIUM, an installed package, or Playwright's download. */
export async function findChromium(): Promise<string | undefined> {
  const installed = [process.env.TEST_CHROMIUM, '/usr/bin/chromium', '/usr/bin/google-chrome'].find(isExecutable);
  if (installed !== undefined) return installed;
  const { chromium } = await import('playwright-core');
  return [chromium.executablePath()].find(isExecutable);
}

function isExecutable(path: string | undefined): path is string {
  if (path === undefined) return false;
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

// install.sh runs this file as a program. The exit code tells whether there is a Chromium.
if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href)
  process.exit((await findChromium()) === undefined ? 1 : 0);
