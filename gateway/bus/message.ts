/** A message of another node; undefined for what is no JSON, such as another program's on the same channel. */
export function parseMessage<T>(payload: string): T | undefined {
  try {
    return JSON.parse(payload) as T;
  } catch {
    return undefined;
  }
}
