import type { RestDoor } from '../../domain/contract/define.ts';
import { DomainError, invalid } from '../../domain/errors.ts';
import { isDeeperThan } from './depth.ts';

export const MAX_BODY_BYTES = 1_024 * 1_024;
const MAX_DEPTH = 32;

/** Path parameters, query and JSON body of a request as one input. */
export async function inputOf(
  request: Request,
  { method }: RestDoor,
  parameters: { [name: string]: string },
): Promise<object> {
  const input: { [name: string]: unknown } = Object.create(null);
  const put = (from: string, values: object) => {
    for (const [name, value] of Object.entries(values)) {
      if (name in input) throw invalid({ path: name, message: `is given twice: in the ${from} and before` });
      input[name] = value;
    }
  };
  put('path', parameters);
  const query = [...new URL(request.url).searchParams];
  for (const [name, value] of query) put('query', { [name]: value });
  if (method !== 'GET') put('body', await bodyOf(request));
  return { ...input };
}

async function bodyOf(request: Request): Promise<object> {
  const text = await limitedText(request);
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
  if (isDeeperThan(MAX_DEPTH, body))
    throw invalid({ path: 'body', message: `must not be nested deeper than ${MAX_DEPTH}` });
  return body;
}

/** Reads no more than is allowed, whatever the headers say. */
async function limitedText(request: Request): Promise<string> {
  const tooLarge = new DomainError('payload_too_large', `At most ${MAX_BODY_BYTES} bytes`);
  if (Number(request.headers.get('content-length')) > MAX_BODY_BYTES) throw tooLarge;
  if (!request.body) return '';
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of request.body as unknown as AsyncIterable<Uint8Array>) {
    size += chunk.byteLength;
    if (size > MAX_BODY_BYTES) throw tooLarge;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
