/** @typedef {import('./model.js').Model} Model */

/**
 * Return a function that shows a reply while it is being written. It may be called more than once for a reply: after
 * the answer to `chat.send`, for an event, and for the history after a reload.
 * @param {Model} model @param {import('../../src/index.ts').Client} client
 * @returns {(replyId: string) => void}
 */
export function createReplyFollower({ state, putMessage }, client) {
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
      // The event `reply.failed` shows the failure. After a lost connection the history shows it.
    } finally {
      following.delete(replyId);
    }
  }
}
