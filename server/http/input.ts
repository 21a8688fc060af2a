import type { RestRoute } from '../../domain/contract/define.ts';
import { DomainError, invalid } from '../../domain/errors.ts';

/**
 * Return path parameters, query and JSON body of a request as one input. The body may have at most `maxBytes` bytes.
 */
export async function inputOf(
  request: Request,
  { method }: RestRoute,
  maxBytes: number,
  parameters: { [name: string]: string },
): Promise<object> {
  const given: { [name: string]: unknown } = Object.create(null);
  const put = (from: string, values: Iterable<[string, unknown]>) => {
    for (const [name, value] of values) {
      requireOnce(given, name, from);
      given[name] = value;
    }
  };
  put('path', Object.entries(parameters));
  put('query', new URL(request.url).searchParams);
  if (method === 'GET') return { ...given };
  const body = await bodyOf(request, maxBytes);
  // The fields are added to the body itself, because copying a body with thousands of fields would block the event
  // loop.
  for (const [name, value] of Object.entries(given)) {
    requireOnce(body, name, 'body');
    Object.defineProperty(body, name, { value, enumerable: true, writable: true, configurable: true });
  }
  return body;
}

function requireOnce(input: object, name: string, from: string): void {
  if (Object.hasOwn(input, name)) throw invalid({ path: name, message: `is given twice: in the ${from} and before` });
}

async function bodyOf(request: Request, maxBytes: number): Promise<object> {
  const text = await limitedText(request, maxBytes);
  if (text === '') return {};
  const type = request.headers.get('content-type') ?? '';
  if (!/^application\/json\b/i.test(type)) throw new DomainError('unsupported_media_type', 'Send application/json');
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    throw invalid({ path: 'body', message: 'is not valid JSON' });
  }
  if (typeof body !== 'object' || body === null || Array.isArray(body))
    throw invalid({ path: 'body', message: 'must be a JSON object' });
  return body;
}

/**
 * Read the body as text. @throws DomainError payload_too_large if it has more than `maxBytes` bytes, whatever its
 * `content-length` says
 */
async function limitedText(request: Request, maxBytes: number): Promise<string> {
  const tooLarge = new DomainError('payload_too_large', `At most ${maxBytes} bytes`);
  if (Number(request.headers.get('content-length')) > maxBytes) throw tooLarge;
  if (!request.body) return '';
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of request.body as unknown as AsyncIterable<Uint8Array>) {
    size += chunk.byteLength;
    if (size > maxBytes) throw tooLarge;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
