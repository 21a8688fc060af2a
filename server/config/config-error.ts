/** Mistakes in the configuration, in one readable message. It is printed without a stack. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';

  constructor(title: string, mistakes: readonly string[], cause?: unknown) {
    super([`${title}:`, ...mistakes.map((line) => `  - ${line}`)].join('\n'), { cause });
  }
}

const DEFECTS = [TypeError, ReferenceError, RangeError, SyntaxError];
const SQL_STATE = /^(?=.*\d)[0-9A-Z]{5}$/;
/** SQLSTATE classes and codes that the operator can mend: connection, authorization, database, resources, missing extension. */
const OUR_SURROUNDINGS = /^(?:08|28|3D|53|57P|0A000|42501)/;

/** Await a step of the start that depends on a setting. Its failure is reported under the variable's name; a defect keeps its stack. */
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

/** A host name with several addresses fails with one error for each address, and an empty message of its own. */
function messageOf(error: unknown): string {
  if (error instanceof AggregateError) return error.errors.map(messageOf).join('; ');
  return (error as Error).message;
}
