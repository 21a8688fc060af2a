import { circuitBreaker, CircuitState, ConsecutiveBreaker, handleWhen } from 'cockatiel';
import type { CircuitBreakerPolicy } from 'cockatiel';
import type { ModelChunk } from '../../../domain/tutor/ports.ts';
import { failureOf } from './failure.ts';

/** The caller stopped: that says nothing about the provider, so a probe that was stopped has to be made again. */
class Stopped extends Error {}

/** Open a circuit that breaks after `failures` in a row, and lets one try through `resetMs` later [MO2]. */
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
 * Ask for the first chunk through the circuit: it tells whether the provider answers. Later chunks pass beside it, so that
 * a circuit that opens meanwhile cuts no reply.
 */
export async function* throughCircuit(
  chunks: AsyncIterable<ModelChunk>,
  circuit: CircuitBreakerPolicy,
  signal: AbortSignal,
): AsyncGenerator<ModelChunk> {
  signal.throwIfAborted();
  const iterator = chunks[Symbol.asyncIterator]();
  const first = async () => {
    if (signal.aborted) throw new Stopped();
    try {
      return await iterator.next();
    } catch (error) {
      throw signal.aborted ? new Stopped() : error;
    }
  };
  try {
    let step = await unlessAborted(circuit.execute(first), signal);
    while (!step.done) {
      yield step.value;
      step = await iterator.next();
    }
  } finally {
    await iterator.return?.();
  }
}

/** While another reply probes the provider, `execute` waits for the verdict and hears no signal. */
function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason);
    signal.addEventListener('abort', abort, { once: true });
    void promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}
