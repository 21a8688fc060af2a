import type { DisplayUnits } from '../../../training/rules/units.ts';
import { markCorrections } from './acts/corrections.ts';
import { judge } from './language/judge.ts';
import type { JudgedClause } from './language/judge.ts';
import type { Steps } from './steps.ts';

/** A message that was read once, for both the grammar and the check of a model's proposals [AL3, AL4]. */
export interface MessageReading {
  message: string;
  clauses: readonly JudgedClause[];
  units: DisplayUnits;
}

export function* readMessage(message: string, units: DisplayUnits): Steps<MessageReading> {
  const clauses = yield* judge(message, units);
  return { message, clauses: yield* markCorrections(clauses), units };
}
