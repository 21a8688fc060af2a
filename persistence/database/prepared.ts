/** What begins a statement that each connection parses and plans once. */
const MARK = /^\/\* prepared (\w+) \*\//;

/** Mark a statement that is run often. Its name belongs to this text alone. */
export const prepared = (name: string, text: string): string => `/* prepared ${name} */ ${text}`;

/** Return the name of a marked statement. */
export const preparedName = (text: string): string | undefined => MARK.exec(text)?.[1];
