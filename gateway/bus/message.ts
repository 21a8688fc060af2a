/**
 * Parse a message of another node. Return undefined for invalid JSON, which another program may send on the channel.
 */
export function parseMessage<T>(payload: string): T | undefined {
  try {
    return JSON.parse(payload) as T;
  } catch {
    return undefined;
  }
}
