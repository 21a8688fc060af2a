import type { MiddlewareHandler } from 'hono';
import { except } from 'hono/combine';
import { compress } from 'hono/compress';
import { cors } from 'hono/cors';
import { etag, RETAINED_304_HEADERS } from 'hono/etag';
import { secureHeaders } from 'hono/secure-headers';

const LIMIT_HEADERS = ['ratelimit-limit', 'ratelimit-remaining', 'ratelimit-reset'];
const EXPOSED_HEADERS = ['etag', 'x-request-id', 'retry-after', ...LIMIT_HEADERS];
const ACCEPTED_HEADERS = [
  'authorization',
  'content-type',
  'idempotency-key',
  'if-none-match',
  'x-request-id',
  'last-event-id',
];
const PREFLIGHT_SECONDS = 600;

interface Options {
  corsOrigins: readonly string[] | '*';
  /** Paths that answer with an event stream: there is no end to hash it by. */
  streams: readonly string[];
}

/** What every answer goes through, from the outermost on. */
export function middleware({ corsOrigins, streams }: Options): MiddlewareHandler[] {
  return [
    security(),
    cors({
      origin: corsOrigins === '*' ? '*' : [...corsOrigins],
      allowMethods: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'],
      allowHeaders: ACCEPTED_HEADERS,
      exposeHeaders: EXPOSED_HEADERS,
      maxAge: PREFLIGHT_SECONDS,
    }),
    // In zlib's own threads. Event streams are left out by their type.
    compress({ encoding: 'gzip' }),
    except([...streams], etag({ weak: true, retainedHeaders: [...RETAINED_304_HEADERS, ...LIMIT_HEADERS] })),
    askAgain,
  ];
}

/** Scripts and styles are ours alone, and nothing frames a page. A route may have a policy of its own. */
function security(): MiddlewareHandler {
  return secureHeaders({
    contentSecurityPolicy: {
      defaultSrc: ["'none'"],
      scriptSrc: ["'self'"],
      styleSrc: ["'self'"],
      imgSrc: ["'self'", 'data:'],
      fontSrc: ["'self'"],
      connectSrc: ["'self'", 'ws:', 'wss:'],
      manifestSrc: ["'self'"],
      workerSrc: ["'self'"],
      baseUri: ["'none'"],
      formAction: ["'self'"],
      frameAncestors: ["'none'"],
    },
    xFrameOptions: 'DENY',
    permissionsPolicy: { camera: [], geolocation: [], microphone: ['self'] },
    // Other origins may load the SDK.
    crossOriginResourcePolicy: false,
    strictTransportSecurity: false,
    overwrite: false,
  });
}

/** Unless a route says more, an answer is kept only as long as its ETag holds. */
const askAgain: MiddlewareHandler = async (context, next) => {
  await next();
  if (!context.res.headers.has('cache-control')) context.header('cache-control', 'no-cache');
};
