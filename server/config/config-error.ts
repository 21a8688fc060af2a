/** The mistakes in the configuration, in one readable message. The message is printed without a stack. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';

  constructor(title: string, mistakes: readonly string[], cause?: unknown) {
    super([`${title}:`, ...mistakes.map((line) => `  - ${line}`)].join('\n'), { cause });
  }
}

const DEFECTS = [TypeError, ReferenceError, RangeError, SyntaxError];
const SQL_STATE = /^(?=.*\d)[0-9A-Z]{5}$/;
/**
 * SQLSTATE classes and codes of errors that the operator can fix: connection, authorization, database, resources,
 * missing extension.
 */
const OUR_SURROUNDINGS = /^(?:08|28|3D|53|57P|0A000|42501)/;

/**
 * Await a step of the start that depends on a setting. If the step fails, report the failure under the variable's name.
 * A defect of the program keeps its stack.
 */
export async function startedBy<T>(variable: string, step: Promise<T>): Promise<T> {
  try {
    return await step;
  } catch (error) {
    if (isDefect(error)) throw error;
    throw new ConfigError('The configuration does not work here', [`${variable}: ${messageOf(error)}`], error);
  }
}

function isDefect(error: unknown): boolean {
  if (!(error instanceof Error) || DEFECTS.some((defect) => error instanceof defect)) return true;
  const { code } = error as { code?: unknown };
  return typeof code === 'string' && SQL_STATE.test(code) && !OUR_SURROUNDINGS.test(code);
}

/**
 * Return the message of an error. A host name with several addresses fails with one error per address, and the outer
 * error has an empty message.
 */
function messageOf(error: unknown): string {
  if (error instanceof AggregateError) return error.errors.map(messageOf).join('; ');
  return (error as Error).message;
}
