import { onCleanup } from '../cleanup.ts';

const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Build the SDK that pages load and start Chromium without network access. */
export async function startChromium(executablePath: string): Promise<string> {
  // Import these only here, because most runs need no browser.
  const [{ chromium }, { buildBrowser }] = await Promise.all([
    import('playwright-core'),
    import('../../../client-sdk/build-browser.ts'),
  ]);
  await buildBrowser();
  const server = await chromium.launchServer({ executablePath, args: FLAGS });
  onCleanup(() => server.close());
  return server.wsEndpoint();
}
