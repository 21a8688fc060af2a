/** A broken promise of the protocol, with the smallest part of the history that shows it. */
export interface Violation {
  property: string;
  message: string;
  context: string[];
}

export function show(value: unknown, max = 300): string {
  const text = JSON.stringify(value) ?? 'undefined';
  return text.length > max ? `${text.slice(0, max)}…` : text;
}
