import { serveStatic } from '@hono/node-server/serve-static';
import { Hono } from 'hono';

export interface Site {
  /** The path, which ends with a slash. */
  path: string;
  folder: string;
}

/** Return the routes that serve the files of each site's folder, and no other files. */
export function siteRoutes(sites: readonly Site[]): Hono {
  const app = new Hono();
  for (const { path, folder } of sites.toSorted((a, b) => b.path.length - a.path.length)) {
    const rewriteRequestPath = (asked: string) => asked.slice(path.length - 1);
    app.get(`${path}*`, serveStatic({ root: folder, rewriteRequestPath }));
  }
  return app;
}
