/**
 * Return a JSON response with its length. The compression middleware skips responses that are too small, and needs the
 * length for that.
 */
export function json(data: unknown, init: { status?: number; headers?: { [name: string]: string } } = {}): Response {
  const body = JSON.stringify(data);
  const length = { 'content-length': String(Buffer.byteLength(body)) };
  return new Response(body, {
    ...init,
    headers: { 'content-type': 'application/json', ...length, ...init.headers },
  });
}
