import { readFile } from 'node:fs/promises';
import { extname, join, normalize, sep } from 'node:path';

export interface Site {
  /** ends with a slash */
  path: string;
  folder: string;
}

const TYPES: { [extension: string]: string } = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.json': 'application/json',
  '.webmanifest': 'application/manifest+json',
  '.map': 'application/json',
};

/** Files below the site's folder and nowhere else; undefined where there is none. */
export async function staticFile(sites: readonly Site[], pathname: string): Promise<Response | undefined> {
  const site = sites
    .filter(({ path }) => `${pathname}/`.startsWith(path))
    .sort((a, b) => b.path.length - a.path.length)[0];
  if (!site) return undefined;
  const relative = decoded(pathname.slice(site.path.length));
  if (relative === undefined) return undefined;
  const path = normalize(
    join(site.folder, relative === '' || relative.endsWith('/') ? `${relative}index.html` : relative),
  );
  const type = TYPES[extname(path)];
  if (!type || !path.startsWith(site.folder.endsWith(sep) ? site.folder : site.folder + sep)) return undefined;
  try {
    return new Response(new Uint8Array(await readFile(path)), { headers: { 'content-type': type } });
  } catch {
    return undefined;
  }
}

function decoded(path: string): string | undefined {
  try {
    const text = decodeURIComponent(path);
    return text.includes('\0') ? undefined : text;
  } catch {
    return undefined;
  }
}
