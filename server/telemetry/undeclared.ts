/** Logged where an operation answers an error that its contract does not name. */
export const UNDECLARED = 'An operation answered an error that it does not declare';
