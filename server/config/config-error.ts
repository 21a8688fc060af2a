/** What an operator has to mend, in one readable message; it is told without a stack. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';

  constructor(title: string, mistakes: readonly string[], cause?: unknown) {
    super([`${title}:`, ...mistakes.map((line) => `  - ${line}`)].join('\n'), { cause });
  }
}

const DEFECTS = [TypeError, ReferenceError, RangeError, SyntaxError];
const SQL_STATE = /^(?=.*\d)[0-9A-Z]{5}$/;
/** Connection, authorization, no such database, resources, operator; an extension that is not there or may not be made. */
const OUR_SURROUNDINGS = /^(?:08|28|3D|53|57P|0A000|42501)/;

/** A step of the start that depends on what is outside: its failure is told under the variable. A defect keeps its stack. */
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

/** A name with several addresses fails with an error for each and no words of its own. */
function messageOf(error: unknown): string {
  if (error instanceof AggregateError) return error.errors.map(messageOf).join('; ');
  return (error as Error).message;
}
