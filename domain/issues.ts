import type { z } from 'zod';
import type { FieldError } from './errors.ts';

type Issue = z.core.$ZodIssue;

const MAX_FIELDS = 20;
/** An error repeats no more than this of what it was sent. */
const MAX_LENGTH = 200;
/** What says that an alternative is another shape altogether, not the same one filled in wrongly. */
const SHAPE = new Set<Issue['code']>(['invalid_type', 'invalid_union', 'unrecognized_keys']);

/** The fields that are wrong, by their dotted paths: where there are alternatives, those of the one that fits best. */
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
  // None fits: what is wrong is the value itself, for which the union has the better words.
  return fitting[0]?.map((inner) => ({ ...inner, path: [...issue.path, ...inner.path] })) ?? [issue];
}

const misshapen = (issues: readonly Issue[]): number => issues.filter(({ code }) => SHAPE.has(code)).length;
