import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';

/** Smaller answers gain nothing by compression. */
const GZIP_FROM_BYTES = 1_024;
const COMPRESSIBLE = /^(?:application\/(?:problem\+)?json|text\/|image\/svg|application\/javascript)/;

/** Of every page: scripts and styles are ours alone, nothing frames it. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self' ws: wss:",
  "manifest-src 'self'",
  "worker-src 'self'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ');

/** ETag and 304, gzip, security headers and CORS on the way out. Event streams pass untouched but for the headers. */
export async function finish(
  request: Request,
  response: Response,
  corsOrigins: readonly string[] | '*',
): Promise<Response> {
  const headers = new Headers(response.headers);
  secure(headers);
  allowOrigin(request, headers, corsOrigins);
  const type = headers.get('content-type') ?? '';
  if (type.startsWith('text/event-stream') || response.status === 204 || response.status === 304) {
    return new Response(response.body, { status: response.status, headers });
  }
  let body = Buffer.from(await response.arrayBuffer());
  if (request.method === 'GET' && response.status === 200) {
    const etag = headers.get('etag') ?? `W/"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`;
    headers.set('etag', etag);
    if (request.headers.get('if-none-match')?.split(/,\s*/).includes(etag))
      return new Response(null, { status: 304, headers });
  }
  if (
    body.length >= GZIP_FROM_BYTES &&
    COMPRESSIBLE.test(type) &&
    /\bgzip\b/.test(request.headers.get('accept-encoding') ?? '')
  ) {
    body = gzipSync(body);
    headers.set('content-encoding', 'gzip');
    headers.append('vary', 'accept-encoding');
  }
  return new Response(body, { status: response.status, headers });
}

function secure(headers: Headers): void {
  headers.set('x-content-type-options', 'nosniff');
  headers.set('referrer-policy', 'no-referrer');
  headers.set('x-frame-options', 'DENY');
  headers.set('cross-origin-opener-policy', 'same-origin');
  headers.set('permissions-policy', 'camera=(), geolocation=(), microphone=(self)');
  if (!headers.has('content-security-policy')) headers.set('content-security-policy', CONTENT_SECURITY_POLICY);
  if (!headers.has('cache-control')) headers.set('cache-control', 'no-cache');
}

function allowOrigin(request: Request, headers: Headers, allowed: readonly string[] | '*'): void {
  const origin = request.headers.get('origin');
  if (!origin || (allowed !== '*' && !allowed.includes(origin))) return;
  headers.set('access-control-allow-origin', origin);
  headers.append('vary', 'origin');
  headers.set(
    'access-control-expose-headers',
    'etag, x-request-id, retry-after, ratelimit-limit, ratelimit-remaining, ratelimit-reset',
  );
  if (request.method !== 'OPTIONS') return;
  headers.set('access-control-allow-methods', 'GET, POST, PUT, PATCH, DELETE');
  headers.set(
    'access-control-allow-headers',
    'authorization, content-type, idempotency-key, if-none-match, x-request-id, last-event-id',
  );
  headers.set('access-control-max-age', '600');
}
