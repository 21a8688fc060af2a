/** Work in small steps: whoever runs it can do other things between two of them. */
export type Steps<T> = Generator<void, T, void>;

/** After how many tokens those who read them one by one make a step. */
const TOKENS_PER_STEP = 250;

export const isStep = (index: number): boolean => index % TOKENS_PER_STEP === TOKENS_PER_STEP - 1;
