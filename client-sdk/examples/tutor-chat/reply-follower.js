/** @typedef {import('./model.js').Model} Model */

/**
 * Return a function that shows a reply while it is written. It may be called more than once for a reply: by the answer
 * to `chat.send`, by an event, and by the history after a reload.
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
      // The event `reply.failed` shows the failure; after a lost connection the history does.
    } finally {
      following.delete(replyId);
    }
  }
}
