import { DomainError } from '../../domain/errors.ts';
import type { Perform } from '../../domain/perform.ts';
import type { Metrics } from './metrics.ts';

const NANOSECONDS = 1e9;

/**
 * Measure every operation, on REST and on the socket. Unknown operations share one label, so that clients can't create
 * labels without limit.
 */
export function measured(perform: Perform, metrics: Metrics): Perform {
  return async function performMeasured(request) {
    const started = process.hrtime.bigint();
    const seconds = () => Number(process.hrtime.bigint() - started) / NANOSECONDS;
    try {
      const performed = await perform(request);
      metrics.operation(request.operation, 'ok', seconds());
      return performed;
    } catch (error) {
      const code = error instanceof DomainError ? error.code : 'internal';
      metrics.operation(code === 'unknown_operation' ? 'unknown' : request.operation, code, seconds());
      throw error;
    }
  };
}
