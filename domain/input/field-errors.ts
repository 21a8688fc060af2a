import type { z } from 'zod';
import type { FieldError } from '../errors.ts';

type Issue = z.core.$ZodIssue;

const MAX_FIELDS = 20;
/** The longest path and the longest message in an error, because both may repeat parts of the input. */
const MAX_LENGTH = 200;
/** Codes of issues that occur if the input has another shape than the compared alternative of a union. */
const SHAPE = new Set<Issue['code']>(['invalid_type', 'invalid_union', 'unrecognized_keys']);

/** Return the wrong fields with their dotted paths. For a union, report the alternative that fits the input best. */
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
  // If no alternative fits, the message of the union itself describes the value better.
  return fitting[0]?.map((inner) => ({ ...inner, path: [...issue.path, ...inner.path] })) ?? [issue];
}

const misshapen = (issues: readonly Issue[]): number => issues.filter(({ code }) => SHAPE.has(code)).length;
