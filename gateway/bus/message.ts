/** Parse a message of another node; undefined if it is not JSON, for example because another program uses the channel. */
export function parseMessage<T>(payload: string): T | undefined {
  try {
    return JSON.parse(payload) as T;
  } catch {
    return undefined;
  }
}
