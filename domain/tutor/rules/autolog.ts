export { correctedData } from './autolog/acts/corrections.ts';
export { detect } from './autolog/detect.ts';
export { activityKey } from './autolog/identity.ts';
export { mergeDetections } from './autolog/merge.ts';
export { occurredAt } from './autolog/occurred-at.ts';
export { checkProposal } from './autolog/proposal.ts';
export type { Proposal } from './autolog/proposal.ts';
export type { Detection } from './autolog/types.ts';
