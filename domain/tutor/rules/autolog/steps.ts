/** Work that is done in small steps, so that its caller can do other things between two steps. */
export type Steps<T> = Generator<void, T, void>;

/** How many tokens are read in one step. */
const TOKENS_PER_STEP = 250;

export const isStep = (index: number): boolean => index % TOKENS_PER_STEP === TOKENS_PER_STEP - 1;
