import type { z } from 'zod';
import type { OperationSpec } from '../contract/define.ts';
import { DEFAULT_INPUT_BYTES, MAX_DEPTH } from '../contract/protocol.ts';
import { DomainError, invalid } from '../errors.ts';
import { fieldErrors } from './field-errors.ts';
import { exceededLimit, mostNodes } from './json-size.ts';
import type { JsonLimits } from './json-size.ts';

type Spec = OperationSpec<z.ZodType, z.ZodType>;

/** What an input may hold at most where its schema does not say: a few milliseconds of checking. */
const MOST_NODES = 8_000;
/** So few are always checked, so that a small mistake gets an error that names its field. */
const FEWEST_NODES = 256;

const limits = new WeakMap<Spec, JsonLimits>();

/**
 * The input as the operation takes it. Its size is looked at before its shape, so that none takes longer than its schema
 * needs. @throws DomainError payload_too_large, validation_failed naming the fields
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

function limitsOf({ input, maxBytes = DEFAULT_INPUT_BYTES }: Spec): JsonLimits {
  return { depth: MAX_DEPTH, nodes: Math.max(FEWEST_NODES, Math.min(mostNodes(input), MOST_NODES)), units: maxBytes };
}
