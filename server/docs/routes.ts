import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { Hono } from 'hono';
import { asyncApi } from './asyncapi.ts';
import { openApi } from './openapi.ts';

const PAGE = `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>courseside API</title><link rel="stylesheet" href="/docs/swagger-ui.css"></head>
<body><main id="api"></main><script src="/docs/swagger-ui-bundle.js"></script><script src="/docs/start.js"></script></body>
</html>`;
const START = `SwaggerUIBundle({ url: '/openapi.json', dom_id: '#api', deepLinking: true, persistAuthorization: false });`;
const ASSETS: { [name: string]: string } = {
  'swagger-ui.css': 'text/css; charset=utf-8',
  'swagger-ui-bundle.js': 'text/javascript; charset=utf-8',
};
/**
 * Swagger UI sets styles on its own elements and draws icons from data URLs, so its page needs a less strict
 * Content-Security-Policy than other pages.
 */
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'; connect-src 'self'; base-uri 'none'; frame-ancestors 'none'";

/** Return the routes of the API reference. All files come from this server. */
export function docsRoutes(): Hono {
  const app = new Hono();
  const folder = dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'));
  app.get('/openapi.json', (context) => context.json(openApi()));
  app.get('/asyncapi.json', (context) => context.json(asyncApi()));
  app.get('/docs', (context) => context.html(PAGE, 200, { 'content-security-policy': POLICY }));
  app.get('/docs/start.js', (context) =>
    context.body(START, 200, { 'content-type': 'text/javascript; charset=utf-8' }),
  );
  app.get('/docs/:asset', async (context) => {
    const asset = context.req.param('asset');
    const type = ASSETS[asset];
    if (!type) return context.notFound();
    return context.body(new Uint8Array(await readFile(join(folder, asset))), 200, { 'content-type': type });
  });
  return app;
}
