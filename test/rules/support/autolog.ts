import type { DisplayUnits } from '../../../domain/training/rules/units.ts';
import type { ChatContext } from '../../../domain/tutor/contract/chat.ts';
import * as autolog from '../../../domain/tutor/rules/autolog.ts';
import type { Detection, MessageReading, Steps } from '../../../domain/tutor/rules/autolog.ts';
import type { Proposal } from '../../../domain/tutor/rules/autolog/proposal.ts';

/** Run all steps one after the other. */
export function atOnce<T>(steps: Steps<T>): T {
  let step = steps.next();
  while (!step.done) step = steps.next();
  return step.value;
}

export const read = (message: string, units: DisplayUnits): MessageReading =>
  atOnce(autolog.readMessage(message, units));

/** Return the acts that the grammar finds in a message. */
export const detect = (message: string, context: ChatContext | undefined, units: DisplayUnits): Detection[] =>
  atOnce(autolog.detect(read(message, units), context));

export const checkProposal = (
  proposal: Proposal,
  message: string,
  context: ChatContext | undefined,
  units: DisplayUnits,
): ReturnType<typeof autolog.checkProposal> => autolog.checkProposal(proposal, read(message, units), context);
