/** Wait for the next turn of the event loop, so that the sockets are served in the middle of long work. */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => void setImmediate(resolve));
}
