import { circuitBreaker, CircuitState, ConsecutiveBreaker, handleWhen } from 'cockatiel';
import type { CircuitBreakerPolicy } from 'cockatiel';
import type { ModelChunk } from '../../../domain/tutor/ports.ts';
import { failureOf } from './failure.ts';

/**
 * The error of a request that the caller stopped before its first chunk. It says nothing about the provider. If the
 * request was the probe of a half-open circuit, another probe is made later.
 */
class Stopped extends Error {}

/**
 * Create a circuit breaker that opens after `failures` failures in a row, and lets one request probe the provider
 * `resetMs` later [MO2].
 */
export function openCircuit(options: { failures: number; resetMs: number }, onOpen: () => void): CircuitBreakerPolicy {
  const worthCounting = handleWhen((error) =>
    error instanceof Stopped ? circuit.state === CircuitState.HalfOpen : failureOf(error).kind !== 'refused',
  );
  const circuit: CircuitBreakerPolicy = circuitBreaker(worthCounting, {
    halfOpenAfter: options.resetMs,
    breaker: new ConsecutiveBreaker(options.failures),
  });
  circuit.onBreak(onOpen);
  return circuit;
}

/**
 * Ask for the first chunk through the circuit breaker, because the first chunk shows whether the provider answers.
 * Later chunks bypass the circuit breaker, so that a running reply continues when the circuit opens.
 */
export async function firstThroughCircuit(
  chunks: AsyncIterator<ModelChunk>,
  circuit: CircuitBreakerPolicy,
  signal: AbortSignal,
): Promise<IteratorResult<ModelChunk>> {
  signal.throwIfAborted();
  const first = async () => {
    if (signal.aborted) throw new Stopped();
    try {
      return await chunks.next();
    } catch (error) {
      throw signal.aborted ? new Stopped() : error;
    }
  };
  return unlessAborted(circuit.execute(first), signal);
}

/** Reject as soon as the signal aborts. `execute` itself ignores the signal while another reply probes the provider. */
function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason);
    signal.addEventListener('abort', abort, { once: true });
    void promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}
