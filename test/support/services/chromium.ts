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

/** Build the SDK for browsers and start a Chromium that can't reach other machines. */
export async function startChromium(executablePath: string): Promise<string> {
  // Most runs need no browser, so these modules are only loaded here.
  const [{ chromium }, { buildBrowser }] = await Promise.all([
    import('playwright-core'),
    import('../../../client-sdk/build-browser.ts'),
  ]);
  await buildBrowser();
  const server = await chromium.launchServer({ executablePath, args: FLAGS });
  onCleanup(() => server.close());
  return server.wsEndpoint();
}
