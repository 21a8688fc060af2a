import { inWords } from './errors.js';

/** @typedef {import('./model.js').Model} Model @typedef {import('./types.d.ts').Toast} Toast @typedef {import('./types.d.ts').Actions} Actions */

/**
 * Return the actions of the learner. The events that follow an action update this page and all other devices.
 * @param {Model} model
 * @param {import('../../src/index.ts').Client} client
 * @param {{ toast(toast: Toast): void, follow(replyId: string): void, load: ReturnType<typeof import('./loader.js').createLoader>, applyTheme(): void, signOut(): void }} callbacks
 * @returns {Actions}
 */
export function createActions(model, client, { toast, follow, load, applyTheme, signOut }) {
  const { state, changed, putEntry, putSession, startReply } = model;

  return {
    async send(text) {
      const courseId = state.courseId;
      if (courseId === undefined || state.pending) return false;
      const mine = { courseId, content: text };
      state.pending = mine;
      changed('messages');
      try {
        const session = state.session?.courseId === courseId ? { sessionId: state.session.id } : {};
        const sent = await client.course(courseId).chat.ask(text, session).sent;
        startReply({ ...sent, courseId });
        follow(sent.replyId);
        return true;
      } catch (error) {
        tell(error);
        return false;
      } finally {
        // While the message was being sent, the learner may have opened another course, whose message may be pending
        // now.
        if (state.pending === mine) state.pending = undefined;
        changed('messages');
      }
    },
    edit: (messageId, message) =>
      attempt(async () => {
        await client.call('chat.edit', { messageId, message });
        await load.conversation();
      }),
    again: (replyId) =>
      attempt(async () => {
        await client.call('chat.regenerate', { replyId });
        await load.conversation();
      }),
    stop() {
      for (const { id, state: at } of state.messages.values())
        if (at === 'streaming') void attempt(() => client.call('chat.stop', { replyId: id }));
    },
    openCourse: (courseId) => void attempt(() => load.course(courseId)),
    async createCourse({ topic, currentLevel, goals, frequency }) {
      const course = await client.call('course.create', { topic, currentLevel, goals, preferences: { frequency } });
      state.courses.set(course.id, course);
      changed('courses');
      await attempt(() => load.course(course.id));
    },
    completeModule: (moduleId) => void attempt(() => client.call('module.complete', { moduleId })),
    loadEarlier: () => void attempt(() => load.earlier()),
    confirm: (progressId) =>
      void attempt(async () => putEntry((await client.call('progress.confirm', { progressId })).entry)),
    undo: (progressId) =>
      void attempt(async () => putEntry((await client.call('progress.undo', { progressId })).entry)),
    session: {
      start: () =>
        void attempt(
          async () =>
            state.courseId &&
            putSession(await client.call('session.start', { courseId: state.courseId, sessionType: 'practice' })),
        ),
      pause: () => void inSession('session.pause'),
      resume: () => void inSession('session.resume'),
      complete: () => void inSession('session.complete'),
      rest: (seconds) =>
        void attempt(
          async () =>
            state.session && putSession(await client.call('session.rest', { sessionId: state.session.id, seconds })),
        ),
    },
    setTheme(theme) {
      state.theme = theme;
      applyTheme();
      changed('user');
      void attempt(() => client.call('user.setPreferences', { theme }));
    },
    signOut,
  };

  /** @param {'session.pause' | 'session.resume' | 'session.complete'} operation */
  function inSession(operation) {
    return attempt(
      async () => state.session && putSession(await client.call(operation, { sessionId: state.session.id })),
    );
  }

  /** @param {() => Promise<unknown>} act */
  async function attempt(act) {
    try {
      await act();
      return true;
    } catch (error) {
      tell(error);
      return false;
    }
  }

  /** @param {unknown} error */
  function tell(error) {
    toast({ title: 'That did not work', text: inWords(error), tone: 'danger', icon: 'close' });
  }
}
