/** @typedef {import('./types.d.ts').State} State @typedef {import('./types.d.ts').Topic} Topic */

/**
 * Hold the state of the page. Views watch topics of the state. Events and answers change the state by id, so something
 * that arrives twice, in the answer of an operation and in its event, is shown once.
 */
export function createModel() {
  /** @type {State} */
  const state = {
    theme: 'system',
    courses: new Map(),
    modules: [],
    messages: new Map(),
    hasMore: false,
    isLoaded: false,
    entries: new Map(),
    connection: 'connecting',
    clockOffset: 0,
  };
  /** @type {Map<Topic, Set<() => void>>} */
  const listeners = new Map();

  /** @param {Topic[]} topics */
  function changed(...topics) {
    for (const listener of new Set(topics.flatMap((topic) => [...(listeners.get(topic) ?? [])]))) listener();
  }

  return {
    state,
    changed,
    /**
     * Call the listener now and whenever one of the topics changes.
     * @param {Topic[]} topics
     * @param {() => void} listener
     */
    watch(topics, listener) {
      for (const topic of topics) listeners.set(topic, (listeners.get(topic) ?? new Set()).add(listener));
      listener();
    },
    /** @param {import('./types.d.ts').Message} message */
    putMessage(message) {
      if (message.courseId !== state.courseId) return;
      for (const entry of message.autoLogged ?? []) putEntry(entry);
      state.messages.set(message.id, { ...state.messages.get(message.id), ...message });
      if (message.role === 'user' && message.content === state.pending?.content) state.pending = undefined;
      changed('messages');
    },
    putEntry,
    /**
     * Add the empty message of a reply that has just begun.
     * @param {{ replyId: string, messageId: string, courseId: string }} reply
     */
    startReply({ replyId, messageId, courseId }) {
      if (courseId !== state.courseId || state.messages.has(replyId)) return;
      const createdAt = new Date(Date.now() + state.clockOffset).toISOString();
      state.messages.set(replyId, {
        id: replyId,
        replyId,
        courseId,
        parentId: messageId,
        role: 'assistant',
        content: '',
        state: 'streaming',
        createdAt,
      });
      changed('messages');
    },
    /**
     * Show the position of a reply in the queue, or hide it if `position` is undefined.
     * @param {string} replyId @param {number | undefined} position
     */
    placeReply(replyId, position) {
      const message = state.messages.get(replyId);
      if (!message || message.state !== 'streaming' || message.position === position) return;
      state.messages.set(replyId, { ...message, position });
      changed('messages');
    },
    /** @param {import('./types.d.ts').Session} session */
    putSession(session) {
      const over = session.status === 'completed' || session.status === 'abandoned';
      state.session = over ? undefined : session;
      changed('session');
    },
    /**
     * Show another course or none, and drop the conversation and modules of the last course.
     * @param {string | undefined} courseId
     */
    showCourse(courseId) {
      Object.assign(state, {
        courseId,
        modules: [],
        messages: new Map(),
        pending: undefined,
        hasMore: false,
        isLoaded: false,
      });
      changed('course', 'modules', 'messages');
    },
  };

  /**
   * Add or replace an entry. An older copy never replaces a newer one.
   * @param {import('./types.d.ts').ProgressEntry} entry
   */
  function putEntry(entry) {
    const known = state.entries.get(entry.id);
    if (known && (known.updatedAt > entry.updatedAt || known.status === 'undone')) return;
    state.entries.set(entry.id, entry);
    changed('messages');
  }
}

/** @typedef {ReturnType<typeof createModel>} Model */
