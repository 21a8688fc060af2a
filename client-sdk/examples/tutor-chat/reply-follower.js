/** @typedef {import('./model.js').Model} Model */

/**
 * Shows replies while they are written. Each is read once, whoever asks: the answer to chat.send, an event, or the history after a reload.
 * @param {Model} model @param {import('../../src/index.ts').Client} client
 * @returns {(replyId: string) => void}
 */
export function createFollower({ state, putMessage }, client) {
  /** @type {Set<string>} */
  const following = new Set();

  return function follow(replyId) {
    if (following.has(replyId)) return;
    following.add(replyId);
    void read(replyId);
  };

  /** @param {string} replyId */
  async function read(replyId) {
    try {
      const reply = client.reply(replyId);
      for await (const _chunk of reply) {
        const message = state.messages.get(replyId);
        if (message?.state === 'streaming') putMessage({ ...message, content: reply.text });
      }
    } catch {
      // reply.failed says so where it is shown; without a connection the history brings it.
    } finally {
      following.delete(replyId);
    }
  }
}
