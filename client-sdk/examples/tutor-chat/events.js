import { createEventToasts } from './event-toasts.js';

/** @typedef {import('../../../domain/contract/index.ts').EventName} EventName */
/** @template {EventName} E @typedef {import('../../../domain/contract/index.ts').EventData<E>} EventData */
/** @typedef {import('./model.js').Model} Model @typedef {import('./types.d.ts').Toast} Toast */

/**
 * Return the handler of each event that changes the page. All devices get all events, so all of them show the same.
 * @param {Model} model
 * @param {{ toast(toast: Toast): void, follow(replyId: string): void, reloadConversation(): void, reloadCourses(): void, reloadPreferences(): void }} callbacks
 * @returns {{ [E in EventName]?: (data: EventData<E>) => void }}
 */
export function eventHandlers(model, { toast, follow, reloadConversation, reloadCourses, reloadPreferences }) {
  const { state, changed, putMessage, putEntry, putSession, startReply, placeReply } = model;
  const toasts = createEventToasts(toast);
  const entry = (/** @type {import('./types.d.ts').ProgressEntry} */ data) => putEntry(data);

  return {
    'message.created': putMessage,
    'message.edited': ({ courseId }) => {
      if (courseId === state.courseId) reloadConversation();
    },
    'reply.queued': ({ position, ...reply }) => {
      if (hasAnother(reply)) return;
      startReply(reply);
      placeReply(reply.replyId, position);
    },
    'reply.started': (reply) => {
      if (hasAnother(reply)) return reloadConversation();
      startReply(reply);
      placeReply(reply.replyId, undefined);
      if (state.messages.get(reply.replyId)?.state === 'streaming') follow(reply.replyId);
    },
    // The text of the last event replaces the streamed text [T4].
    'reply.completed': ({
      usage: _usage,
      memoryUpdates: _memories,
      nextAction: _next,
      attempt: _attempt,
      notLogged,
      ...reply
    }) => {
      ended(reply, 'done');
      if (notLogged) toasts.notLogged(notLogged);
    },
    'reply.stopped': ({ replyId, messageId, courseId, text, autoLogged }) =>
      ended({ replyId, messageId, courseId, text, autoLogged }, 'stopped'),
    'reply.failed': ({ replyId, messageId, courseId, text }) => ended({ replyId, messageId, courseId, text }, 'failed'),

    'progress.logged': entry,
    'progress.updated': entry,
    'progress.confirmed': entry,
    'progress.deleted': ({ id, undone }) => {
      const known = state.entries.get(id);
      if (known && undone) state.entries.set(id, { ...known, status: 'undone' });
      else state.entries.delete(id);
      changed('messages');
    },

    'session.started': putSession,
    'session.updated': putSession,
    'session.paused': putSession,
    'session.resumed': putSession,
    'session.rest': ({ sessionId, rest }) => {
      const { session } = state;
      if (session?.id === sessionId) putSession({ ...session, rest: rest ?? undefined });
    },
    'session.completed': (session) => {
      putSession(session);
      const title = session.reason === 'late' ? 'Session corrected' : 'Session finished';
      toast({ title, text: session.summary?.text, icon: 'flag' });
    },
    'session.abandoned': putSession,
    'session.at_risk': () =>
      toast({
        title: 'Still there?',
        text: 'Your session is running, but nothing has happened for a while.',
        icon: 'timer',
        tone: 'warm',
      }),

    'streak.updated': (streak) => {
      if (streak.scope !== 'overall') return;
      toasts.streak(streak, state.streak);
      state.streak = streak;
      changed('streak');
    },
    'record.set': toasts.record,
    'achievement.earned': toasts.achievement,
    'memory.saved': toasts.memory,

    'module.completed': ({ moduleId, courseId, progress }) => {
      const course = state.courses.get(courseId);
      if (course) state.courses.set(courseId, { ...course, progress });
      state.modules = state.modules.map((module) => (module.id === moduleId ? { ...module, completed: true } : module));
      changed('courses', 'modules');
    },
    'course.updated': (course) => {
      const known = state.courses.get(course.id);
      if (known) state.courses.set(course.id, { ...known, ...course });
      changed('courses');
    },
    'course.enrolled': reloadCourses,
    'course.unenrolled': reloadCourses,
    'resource.changed': ({ kind }) => {
      if (kind === 'course') reloadCourses();
      if (kind === 'preferences') reloadPreferences();
    },
  };

  /**
   * Return whether the page shows another reply to the same message.
   * @param {{ replyId: string, messageId: string }} reply
   */
  function hasAnother({ replyId, messageId }) {
    return !state.messages.has(replyId) && [...state.messages.values()].some(({ parentId }) => parentId === messageId);
  }

  /** @param {Ended} reply @param {'done' | 'stopped' | 'failed'} ending */
  function ended({ messageId, text, ...reply }, ending) {
    if (reply.courseId !== state.courseId) return;
    // Another branch of the conversation may have begun while this reply was stopped. Only the history tells which
    // branch to show.
    const isElsewhere = !state.messages.has(reply.replyId) && !state.messages.has(messageId);
    if (isElsewhere || hasAnother({ messageId, ...reply })) return reloadConversation();
    startReply({ messageId, ...reply });
    const known = state.messages.get(reply.replyId);
    if (known) putMessage({ ...known, ...reply, content: text, state: ending });
  }
}

/** @typedef {Pick<EventData<'reply.completed'>, 'replyId' | 'messageId' | 'courseId' | 'text'> & Partial<Pick<EventData<'reply.completed'>, 'suggestions' | 'autoLogged' | 'model' | 'degraded'>>} Ended */
