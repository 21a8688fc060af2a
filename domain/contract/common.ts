import { z } from 'zod';

/** A UUID. Both cases are accepted, because Swift writes capital letters. The id is stored in lower case. */
export const Id = z
  .uuid()
  .toLowerCase()
  .meta({ description: 'UUIDv7', examples: ['01938a3c-5f00-7000-8000-000000000001'] });
/**
 * An id that the client makes for a new thing, so that it can refer to the thing before the server has answered [M4].
 */
export const ClientId = z.uuidv7().toLowerCase();

/**
 * The last instant whose year has four digits. `toISOString` writes later years with six digits, which databases can't
 * read.
 */
const LAST_INSTANT = Date.UTC(10_000, 0) - 1;

/**
 * An ISO 8601 instant with `Z` or an offset, stored as UTC. It must not be before 1970, because streaks are computed
 * day by day from the first activity, which takes long if it is far in the past.
 */
export const Instant = z.iso
  .datetime({ offset: true })
  .max(40)
  .refine((instant) => !(Date.parse(instant) < 0), { error: 'must not be before 1970' })
  .overwrite(inUtc);

function inUtc(instant: string): string {
  const at = Date.parse(instant);
  return Number.isNaN(at) ? instant : new Date(Math.min(at, LAST_INSTANT)).toISOString();
}
export const LocalDate = z.iso.date();
export const Zone = z
  .string()
  .max(64)
  .refine(isZone, { error: 'must be an IANA time zone such as Europe/Berlin' })
  .meta({ description: 'IANA time zone', examples: ['Europe/Berlin'] });

/**
 * Time zone abbreviations that only ICU knows. `Intl` accepts them, but `Temporal` refuses them, and IANA does not list
 * them.
 */
const ICU_ABBREVIATION = /^(?:AC|AE|AG|AR|AS|BE|BS|CA|CN|CS|CT|EA|EC|IE|IS|JS|MI|NE|NS|PL|PN|PR|PS|SS|VS)T$/i;

function isZone(name: string): boolean {
  if (ICU_ABBREVIATION.test(name)) return false;
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

const UNSTORABLE_ERROR = 'must not contain the NUL character or half a surrogate pair';

/** Control characters, except tabs and line breaks. Nobody sees them, and JSON writes each as six bytes. */
// oxlint-disable-next-line no-control-regex -- they are what is looked for
const CONTROLS = /[\u0001-\u0008\u000b\u000c\u000e-\u001f]/g;

/**
 * A schema for text that Postgres can store, also in jsonb. It removes control characters other than tabs and line
 * breaks, and refuses the NUL character and halves of surrogate pairs.
 */
export const text = (max: number) =>
  z
    .string()
    .overwrite((value) => value.replace(CONTROLS, ''))
    .max(max)
    .refine((value) => !value.includes('\0') && value.isWellFormed(), { error: UNSTORABLE_ERROR });
export const requiredText = (max: number) =>
  text(max).refine((value) => value.trim() !== '', { error: 'must not be empty' });

/** Escapes in the output of JSON.stringify that Postgres refuses in jsonb. */
const UNSTORABLE = /(?<!\\)(?:\\\\)*\\u(?:0000|d[89a-f])/i;

/** Restrict a type to values that jsonb can hold. Keys are checked too. */
export const storable = <T extends z.ZodType>(type: T): T =>
  type.refine((value) => !UNSTORABLE.test(JSON.stringify(value)), { error: UNSTORABLE_ERROR });

/** Any JSON value. Each operation that takes one limits its size. */
export const Json = storable(z.json());
export type Json = z.output<typeof Json>;
export const JsonObject = z.record(text(100), Json);

/**
 * An error inside a successful answer, such as one failed operation in a list. `code` is one of those in `errors.ts`.
 */
export const OperationError = z.object({
  code: z.string(),
  message: z.string(),
  details: Json.optional(),
  retryable: z.boolean(),
  requestId: z.string(),
});

export const Empty = z.strictObject({});
export const Nothing = z.strictObject({}).meta({ description: 'Nothing to say: 204 on REST.' });

export const PageQuery = z.strictObject({
  page: z.coerce.number().int().min(1).max(100_000).default(1),
  limit: z.coerce.number().int().min(1).max(100).default(20),
});

/**
 * The position of a page in its list. If the rows would not fit into one answer, the page is smaller than requested,
 * and the client must go on from the `page` and `limit` given here [B1].
 */
export const Pagination = z.object({
  page: z.int(),
  limit: z.int(),
  total: z.int(),
  hasNext: z.boolean(),
  hasPrev: z.boolean(),
});

/** Return the schema of a paged list: `{ data, meta: { pagination, filters } }`. */
export const paged = <T extends z.ZodType>(item: T) =>
  z.object({
    data: z.array(item),
    meta: z.object({ pagination: Pagination, filters: z.record(z.string(), z.unknown()) }),
  });

export const CursorQuery = z.strictObject({
  before: Id.optional(),
  after: Id.optional(),
  limit: z.coerce.number().int().min(1).max(100).default(50),
});

/** Return the schema of a part of a history, oldest item first: `{ data, meta: { cursor } }`. */
export const history = <T extends z.ZodType>(item: T) =>
  z.object({
    data: z.array(item),
    meta: z.object({
      cursor: z.object({ before: Id.nullable(), after: Id.nullable(), hasMore: z.boolean() }),
    }),
  });

/** Return the schema of a `sort` parameter: one of the named fields with a direction, such as `createdAt:desc`. */
export const sortBy = <const F extends readonly [string, ...string[]]>(fields: F) =>
  z.enum(fields.flatMap((field) => [`${field}:asc`, `${field}:desc`]) as [`${F[number]}:${'asc' | 'desc'}`]);

export const QueryBoolean = z.union([z.boolean(), z.enum(['true', 'false']).transform((value) => value === 'true')]);

export const examplePage = { page: 1, limit: 20, total: 1, hasNext: false, hasPrev: false };
export const exampleId = '01938a3c-5f00-7000-8000-000000000001';
export const exampleAt = '2026-11-05T10:00:00.000Z';
