import type { Context, MiddlewareHandler } from 'hono';
import { except } from 'hono/combine';
import { compress } from 'hono/compress';
import { cors } from 'hono/cors';
import { etag, RETAINED_304_HEADERS } from 'hono/etag';
import { secureHeaders } from 'hono/secure-headers';

/** What is known of a request beside itself. */
export interface Bindings {
  ip: string;
  /** It came over TLS. */
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
/** A year: whoever came over TLS once is not to be talked out of it. */
const STRICT_TRANSPORT = 'max-age=31536000';
/** What is certain to be no more than a host in a policy. */
const PLAIN_HOST = /^(?:[a-z\d.-]+|\[[\da-f:.]+\])(?::\d+)?$/i;

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

/** Scripts, styles and connections are ours alone, and nothing frames a page. A route may have a policy of its own. */
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
      // Other origins may load the SDK.
      crossOriginResourcePolicy: false,
      strictTransportSecurity,
      overwrite: false,
    });
  const [plain, secure] = [headers(false), headers(STRICT_TRANSPORT)];
  return (context, next) => (context.env.isSecure ? secure : plain)(context, next);
}

/** Not every browser takes 'self' for sockets too. */
function ownSockets(context: Context): string {
  const { host } = new URL(context.req.url);
  return PLAIN_HOST.test(host) ? `ws://${host} wss://${host}` : '';
}

/** Unless a route says more: nobody between keeps what a signed-in caller gets, and the caller asks whether it still holds. */
const askAgain: MiddlewareHandler = async (context, next) => {
  await next();
  if (context.res.headers.has('cache-control')) return;
  context.header('cache-control', context.req.header('authorization') ? 'private, no-cache' : 'no-cache');
};

/** For answers that say who someone is, or let one be them. */
export const keepNothing: MiddlewareHandler = async (context, next) => {
  await next();
  context.header('cache-control', 'no-store');
};
