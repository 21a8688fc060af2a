/** The log message for an operation that answers an error which its contract does not declare. */
export const UNDECLARED = 'An operation answered an error that it does not declare';
