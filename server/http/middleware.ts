import type { Context, MiddlewareHandler } from 'hono';
import { except } from 'hono/combine';
import { compress } from 'hono/compress';
import { cors } from 'hono/cors';
import { etag, RETAINED_304_HEADERS } from 'hono/etag';
import { secureHeaders } from 'hono/secure-headers';

/** Facts about a request that are not in the request itself. */
export interface Bindings {
  ip: string;
  /** Whether the request came over TLS. */
  isSecure: boolean;
}

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
/** One year. For this time, a browser that has used TLS once refuses plain HTTP (HSTS). */
const STRICT_TRANSPORT = 'max-age=31536000';
/** A `Host` header that is only a host and a port. It is safe to copy into the Content-Security-Policy header. */
const PLAIN_HOST = /^(?:[a-z\d.-]+|\[[\da-f:.]+\])(?::\d+)?$/i;

interface Options {
  corsOrigins: readonly string[] | '*';
  /** Paths that answer with an event stream. An event stream has no end, so it can't be hashed for an ETag. */
  streams: readonly string[];
}

/** Return the middleware that every answer passes through, outermost first. */
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
    // Compression runs in zlib's own threads. It skips event streams because of their content type.
    compress({ encoding: 'gzip' }),
    except([...streams], etag({ weak: true, retainedHeaders: [...RETAINED_304_HEADERS, ...LIMIT_HEADERS] })),
    askAgain,
  ];
}

/**
 * Set the security headers. A page may load scripts, styles and data only from this server, and no site may show the
 * page in a frame. A route may set its own policy.
 */
function security(): MiddlewareHandler<{ Bindings: Bindings }> {
  const headers = (strictTransportSecurity: string | false) =>
    secureHeaders({
      contentSecurityPolicy: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'"],
        imgSrc: ["'self'", 'data:'],
        fontSrc: ["'self'"],
        connectSrc: ["'self'", ownSockets],
        manifestSrc: ["'self'"],
        workerSrc: ["'self'"],
        baseUri: ["'none'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
      },
      xFrameOptions: 'DENY',
      permissionsPolicy: { camera: [], geolocation: [], microphone: ['self'] },
      // The SDK may be loaded from other origins.
      crossOriginResourcePolicy: false,
      strictTransportSecurity,
      overwrite: false,
    });
  const [plain, secure] = [headers(false), headers(STRICT_TRANSPORT)];
  return (context, next) => (context.env.isSecure ? secure : plain)(context, next);
}

/** Return the socket URLs of this host, because some browsers do not apply 'self' to sockets. */
function ownSockets(context: Context): string {
  const { host } = new URL(context.req.url);
  return PLAIN_HOST.test(host) ? `ws://${host} wss://${host}` : '';
}

/**
 * Set the default for caching: no shared cache may store answers to signed-in callers, and every cache must revalidate.
 * A route may set its own header.
 */
const askAgain: MiddlewareHandler = async (context, next) => {
  await next();
  if (context.res.headers.has('cache-control')) return;
  context.header('cache-control', context.req.header('authorization') ? 'private, no-cache' : 'no-cache');
};

/** Forbid caching of answers that identify a person or contain credentials. */
export const noStore: MiddlewareHandler = async (context, next) => {
  await next();
  context.header('cache-control', 'no-store');
};
