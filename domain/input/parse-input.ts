import type { z } from 'zod';
import type { OperationSpec } from '../contract/define.ts';
import { DEFAULT_INPUT_BYTES, MAX_DEPTH } from '../contract/protocol.ts';
import { DomainError, invalid } from '../errors.ts';
import { fieldErrors } from './field-errors.ts';
import { exceededLimit, mostNodes } from './json-size.ts';
import type { JsonLimits } from './json-size.ts';

type Spec = OperationSpec<z.ZodType, z.ZodType>;

/** The most values in an input if the schema sets no lower limit. Checking so many values takes a few milliseconds. */
const MOST_NODES = 6_000;
/**
 * The size check lets this many values through, even if the schema allows fewer, so that the schema check can name the
 * wrong field.
 */
const FEWEST_NODES = 256;

const limits = new WeakMap<Spec, JsonLimits>();

/**
 * Validate the input against the operation's schema and return the parsed input. The size is checked first, so that the
 * validation of a huge input can't take long.
 * @throws DomainError payload_too_large, or validation_failed with the wrong fields
 */
export function parseInput(spec: Spec, input: unknown): unknown {
  requireSize(spec, input);
  const parsed = spec.input.safeParse(input);
  if (parsed.success) return parsed.data;
  const details = fieldErrors(parsed.error.issues);
  const first = details[0];
  throw new DomainError('validation_failed', first?.path ? `${first.path}: ${first.message}` : first?.message, details);
}

function requireSize(spec: Spec, input: unknown): void {
  const allowed = limits.get(spec) ?? limitsOf(spec);
  limits.set(spec, allowed);
  const exceeded = exceededLimit(input, allowed);
  if (exceeded === undefined) return;
  if (exceeded === 'depth') throw invalid({ path: '', message: `must not be nested deeper than ${MAX_DEPTH}` });
  const most = exceeded === 'nodes' ? `${allowed.nodes} values` : `${allowed.units} characters`;
  throw new DomainError('payload_too_large', `This operation takes at most ${most}`);
}

/** Return the limits on the depth and the size of an operation's input. */
export function limitsOf({ input, maxBytes = DEFAULT_INPUT_BYTES }: Spec): JsonLimits {
  return { depth: MAX_DEPTH, nodes: Math.max(FEWEST_NODES, Math.min(mostNodes(input), MOST_NODES)), units: maxBytes };
}
