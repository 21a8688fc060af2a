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

/** Builds the SDK that pages load and starts Chromium, without a look at the network. */
export async function startChromium(executablePath: string): Promise<string> {
  // Most runs do without a browser.
  const [{ chromium }, { buildBrowser }] = await Promise.all([
    import('playwright-core'),
    import('../../../client-sdk/build.ts'),
  ]);
  await buildBrowser();
  const server = await chromium.launchServer({ executablePath, args: FLAGS });
  onCleanup(() => server.close());
  return server.wsEndpoint();
}
