import type { EngineOptions } from './engine.ts';

/** Answer 404. This is the request handler until another is set. */
export async function notFound(): Promise<Response> {
  return problem(404, 'Not Found');
}

/**
 * Answer 500 and log the error. The router turns expected errors into responses, so an error that arrives here is a
 * defect, and the client does not see its text.
 */
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
