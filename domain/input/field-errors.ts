import type { z } from 'zod';
import type { FieldError } from '../errors.ts';

type Issue = z.core.$ZodIssue;

const MAX_FIELDS = 20;
/** How many characters of the input an error repeats at most. */
const MAX_LENGTH = 200;
/** Issues which show that the input is of another shape than this alternative of a union. */
const SHAPE = new Set<Issue['code']>(['invalid_type', 'invalid_union', 'unrecognized_keys']);

/** Return the wrong fields by their dotted paths. Of a union, the alternative that fits best is reported. */
export function fieldErrors(issues: readonly Issue[]): FieldError[] {
  return issues
    .flatMap(unfold)
    .slice(0, MAX_FIELDS)
    .map(({ path, message }) => ({ path: path.join('.').slice(0, MAX_LENGTH), message: message.slice(0, MAX_LENGTH) }));
}

function unfold(issue: Issue): Issue[] {
  if (issue.code !== 'invalid_union') return [issue];
  const fitting = issue.errors
    .map((alternative) => alternative.flatMap(unfold))
    .filter((alternative) => alternative.every(({ path }) => path.length > 0))
    .toSorted((a, b) => misshapen(a) - misshapen(b) || a.length - b.length);
  // No alternative fits: the union's own message describes the value better.
  return fitting[0]?.map((inner) => ({ ...inner, path: [...issue.path, ...inner.path] })) ?? [issue];
}

const misshapen = (issues: readonly Issue[]): number => issues.filter(({ code }) => SHAPE.has(code)).length;
