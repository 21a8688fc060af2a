import { Hono } from 'hono';
import type { Context } from 'hono';
import type { z } from 'zod';
import type { Actor } from '../../domain/actor.ts';
import type { OperationSpec, RestRoute } from '../../domain/contract/define.ts';
import { operations } from '../../domain/contract/index.ts';
import { DEFAULT_INPUT_BYTES, isRequestId } from '../../domain/contract/protocol.ts';
import { DomainError } from '../../domain/errors.ts';
import { newId } from '../../domain/ids.ts';
import type { Perform } from '../../domain/perform.ts';
import type { LimitState } from '../../domain/ports.ts';
import type { ChatAnswer } from '../../domain/tutor/contract/chat.ts';
import { docsRoutes } from '../docs/routes.ts';
import type { Logger } from '../telemetry/log.ts';
import { createFollowers } from './followers.ts';
import type { Caller, Followers, Sessions } from './followers.ts';
import { inputOf } from './input.ts';
import { json } from './json.ts';
import { noStore, middleware } from './middleware.ts';
import type { Bindings } from './middleware.ts';
import { problem } from './problem.ts';
import type { Readiness } from './readiness.ts';
import { serverSentEvents } from './sse.ts';
import type { ServerSentEvent } from './sse.ts';
import { siteRoutes } from './static.ts';
import type { Site } from './static.ts';

export interface HttpDeps {
  perform: Perform;
  /** @throws DomainError unauthenticated, token_expired, session_revoked */
  authenticate(token: string): Promise<Caller>;
  /** Called with the error of a caller whose token `authenticate` refused. */
  onRefusedToken(error: unknown, from: { operation: string; ip: string; requestId: string }): void;
  /** Waits for a reply. The signal ends only the wait and not the reply. */
  renderReply(reply: { replyId: string; requestId: string; signal: AbortSignal }): Promise<ChatAnswer>;
  feed(
    actor: Actor,
    courseId: string,
    options: { after?: string; sessionId?: string; lastEventId?: string; signal: AbortSignal },
  ): AsyncGenerator<ServerSentEvent>;
  sessions: Sessions;
  /** The maximum number of event streams of one account on this node. */
  maxStreamsPerUser: number;
  readiness: Readiness;
  sites: readonly Site[];
  clientIp(peerIp: string, forwardedFor?: string): string;
  isSecure(peerIp: string, forwardedProto?: string): boolean;
  corsOrigins: readonly string[] | '*';
  log: Logger;
}

type Spec = OperationSpec<z.ZodType, z.ZodType>;
type Env = { Bindings: Bindings; Variables: { requestId: string } };

const BASE = '/api/v1';

/** Return the handler of HTTP requests. Every REST route is derived from the contract. */
export function createHttp(deps: HttpDeps): (request: Request, peer: { ip: string }) => Promise<Response> {
  const app = new Hono<Env>();
  const methods = new Map<string, Set<string>>();
  const followers = createFollowers(deps.sessions, deps.maxStreamsPerUser);

  app.use(async (context, next) => {
    const given = context.req.header('x-request-id');
    context.set('requestId', isRequestId(given) ? given : newId());
    await next();
    context.res.headers.set('x-request-id', context.get('requestId'));
  });
  app.use(...middleware({ corsOrigins: deps.corsOrigins, streams: streamPaths() }));
  app.onError((error, context) => refuse(deps, error, context.get('requestId')));

  app.get('/health', () => json({ status: 'ok' }));
  app.get('/ready', async () => {
    const { ready, body } = await deps.readiness();
    return json(body, { status: ready ? 200 : 503 });
  });
  app.route('/', docsRoutes());

  for (const [name, spec] of inMatchingOrder()) {
    const { rest } = spec;
    if (!rest) continue;
    const path = BASE + rest.path;
    methods.set(path, (methods.get(path) ?? new Set()).add(rest.method));
    if (spec.personal) app.on(rest.method, path, noStore);
    app.on(rest.method, path, (context) => answer(deps, followers, name, spec, rest, context));
  }
  for (const [path, allowed] of methods) {
    app.all(path, (context) => {
      const refused = problem(
        new DomainError('unknown_operation', `${context.req.method} is not accepted here`),
        context.get('requestId'),
        405,
      );
      refused.headers.set('allow', [...allowed].join(', '));
      return refused;
    });
  }
  app.route('/', siteRoutes(deps.sites));
  app.notFound((context) =>
    problem(
      new DomainError('not_found', `There is nothing at ${context.req.path.slice(0, 200)}`),
      context.get('requestId'),
    ),
  );

  return async (request, { ip }) =>
    app.fetch(request, {
      ip: deps.clientIp(ip, request.headers.get('x-forwarded-for') ?? undefined),
      isSecure: deps.isSecure(ip, request.headers.get('x-forwarded-proto') ?? undefined),
    } satisfies Bindings);
}

const streamPaths = () =>
  Object.values(operations as { [name: string]: Spec }).flatMap(({ rest }) =>
    rest?.streams ? [BASE + rest.path] : [],
  );

/** Sort operations so that a fixed path such as /sessions/active comes before /sessions/:sessionId. */
function inMatchingOrder(): [string, Spec][] {
  const key = (spec: Spec) => spec.rest?.path.replaceAll(':', '~') ?? '';
  return Object.entries(operations as { [name: string]: Spec }).sort(([, a], [, b]) => (key(a) < key(b) ? -1 : 1));
}

async function answer(
  deps: HttpDeps,
  followers: Followers,
  name: string,
  spec: Spec,
  rest: RestRoute,
  context: Context<Env>,
): Promise<Response> {
  const request = context.req.raw;
  const requestId = context.get('requestId');
  let counted: LimitState | undefined;
  try {
    const caller = signsIn(spec)
      ? undefined
      : await callerOf(deps, request).catch((error: unknown) => {
          deps.onRefusedToken(error, { operation: name, ip: context.env.ip, requestId });
          throw error;
        });
    const { data } = await deps.perform({
      operation: name,
      input: () => inputOf(request, rest, spec.maxBytes ?? DEFAULT_INPUT_BYTES, context.req.param()),
      door: 'rest',
      requestId,
      actor: caller?.actor,
      opId: request.headers.get('idempotency-key') ?? undefined,
      client: { ip: context.env.ip, userAgent: request.headers.get('user-agent') ?? undefined },
      onCounted(limit) {
        counted = limit;
      },
    });
    if (rest.streams && caller) return follow(deps, followers, caller, data, request);
    return withLimit(await render(deps, rest, data, request, requestId), counted);
  } catch (error) {
    return withLimit(refuse(deps, error as Error, requestId), counted);
  }
}

async function render(
  deps: HttpDeps,
  { status = 200, waitsFor }: RestRoute,
  data: unknown,
  { signal }: Request,
  requestId: string,
): Promise<Response> {
  if (status === 204) return new Response(null, { status });
  const rendered = waitsFor ? await deps.renderReply({ ...(data as { replyId: string }), requestId, signal }) : data;
  return json(rendered, { status });
}

/**
 * Return whether the input of an operation itself proves who the caller is, for example by a password. The token is
 * then ignored. Otherwise an expired token would keep a client from signing in, and a valid token would let somebody
 * guess passwords under the limits of another account.
 */
const signsIn = ({ access, limits }: Spec) => access === 'public' && limits.includes('auth');

async function callerOf({ authenticate }: HttpDeps, request: Request): Promise<Caller | undefined> {
  const header = request.headers.get('authorization');
  if (header === null) return undefined;
  const token = /^Bearer (\S+)$/i.exec(header)?.[1];
  if (!token) throw new DomainError('unauthenticated', 'Authorization must be "Bearer <access token>"');
  return authenticate(token);
}

function follow(deps: HttpDeps, followers: Followers, caller: Caller, place: unknown, request: Request): Response {
  // Hono handles HEAD like GET and drops the body without cancelling it, so a feed that was opened for a HEAD request
  // would never end.
  if (request.method === 'HEAD') return new Response(null, { headers: { 'content-type': 'text/event-stream' } });
  const { courseId, after, sessionId } = place as { courseId: string; after?: string; sessionId?: string };
  const left = new AbortController();
  const events = deps.feed(caller.actor, courseId, {
    after,
    sessionId,
    lastEventId: request.headers.get('last-event-id') ?? undefined,
    signal: AbortSignal.any([left.signal, request.signal]),
  });
  const follower = followers.enter(caller);
  return serverSentEvents(events, {
    signal: follower.signal,
    leave() {
      follower.leave();
      left.abort();
    },
  });
}

/**
 * Add the headers that say how much of the rate limit is left. A refused call was counted too, so its response also
 * gets them.
 */
function withLimit(response: Response, limit: LimitState | undefined): Response {
  if (!limit) return response;
  response.headers.set('ratelimit-limit', String(limit.limit));
  response.headers.set('ratelimit-remaining', String(limit.remaining));
  response.headers.set('ratelimit-reset', String(Math.ceil(limit.resetMs / 1_000)));
  return response;
}

function refuse({ log }: HttpDeps, error: Error, requestId: string): Response {
  if (error instanceof DomainError) return problem(error, requestId);
  log.error({ error, requestId }, 'A request failed');
  return problem(new DomainError('internal'), requestId);
}
