import { setImmediate as nextTurn } from 'node:timers/promises';
import { operations } from '../../domain/contract/index.ts';
import { DomainError } from '../../domain/errors.ts';
import { parseInput } from '../../domain/input/parse-input.ts';
import { readActs } from '../../domain/tutor/usecases/reply/acts/read-acts.ts';

/** A message with an act, a plan, a complaint and a question, so that the reader uses most of its rules. */
const MESSAGE =
  'I did bench press 3x8 at 60 kg, but my shoulder hurts. Tomorrow I will run 5k. What should I do today?';

/**
 * Do once what is slow at its first use: derive the limits of each operation's input, and compile the rules that read
 * messages. The node calls this after its start, so that the first requests do not wait for it. Other work on the event
 * loop runs between two steps.
 */
export async function warmUp(): Promise<void> {
  for (const spec of Object.values(operations)) {
    await nextTurn();
    try {
      parseInput(spec, {});
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
    }
  }
  await readActs(MESSAGE, undefined, { weight: 'kg', distance: 'km' });
}
