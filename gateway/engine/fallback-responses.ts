import type { EngineOptions } from './engine.ts';

/** Until a handler is set there is nothing to find. */
export async function notFound(): Promise<Response> {
  return problem(404, 'Not Found');
}

/** A router answers its own errors; one that still rejects is a defect, told to the operator and not to the client. */
export function internalError(error: unknown, { warn }: Pick<EngineOptions, 'warn'>): Response {
  warn(`the request handler failed: ${error instanceof Error ? error.stack : error}`);
  return problem(500, 'Internal Server Error');
}

export function badRequest(): Response {
  return problem(400, 'Bad Request');
}

function problem(status: number, title: string): Response {
  return Response.json(
    { type: 'about:blank', title, status },
    { status, headers: { 'content-type': 'application/problem+json' } },
  );
}
