/** JSON with its length, by which compression tells what is too small for it. */
export function json(data: unknown, init: { status?: number; headers?: { [name: string]: string } } = {}): Response {
  const body = JSON.stringify(data);
  const length = { 'content-length': String(Buffer.byteLength(body)) };
  return new Response(body, {
    ...init,
    headers: { 'content-type': 'application/json', ...length, ...init.headers },
  });
}
