import { newId } from '../../../domain/ids.ts';
import { createHttp } from '../../../server/http/router.ts';
import type { HttpDeps } from '../../../server/http/router.ts';
import { createLog } from '../../../server/telemetry/log.ts';

/** Create the REST handler for tests, without an HTTP server and without the domain. */
export function openRestApp(deps: Partial<HttpDeps> = {}) {
  const http = createHttp({
    perform: async () => ({ data: {} }),
    onRefusedToken: () => undefined,
    authenticate: async () => ({
      actor: { userId: newId(), sid: newId(), email: 'ada@example.com', roles: [], tier: 'free', scopes: [] },
      expiresAt: new Date(Date.now() + 60_000),
    }),
    sessions: { isRevoked: () => false, onRevoked: () => undefined },
    maxStreamsPerUser: 20,
    renderReply: () => Promise.reject(new Error('nobody asks for a reply')),
    async *feed() {},
    readiness: async () => ({ ready: true, body: {} }),
    sites: [],
    clientIp: (peer) => peer,
    isSecure: () => false,
    corsOrigins: [],
    log: createLog({ level: 'silent' }),
    ...deps,
  });
  return (path: string, init: RequestInit = {}, origin = 'http://localhost:3000'): Promise<Response> =>
    http(new Request(origin + path, init), { ip: '127.0.0.1' });
}
