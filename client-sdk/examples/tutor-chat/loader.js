/** @typedef {import('./model.js').Model} Model */

const PAGE = 50;
const LAST_COURSE = 'courseside.course';

/**
 * Return functions that load the state from the server. Afterwards events keep the state up to date.
 * @param {Model} model
 * @param {import('../../src/index.ts').Client} client
 * @param {{ follow(replyId: string): void, applyTheme(): void }} callbacks
 */
export function createLoader(model, client, { follow, applyTheme }) {
  const { state, changed, putMessage, putEntry, putSession, showCourse } = model;
  return { all, conversation, course, courses, earlier, preferences };

  /** Load everything, when the page opens and when events can't be replayed. */
  async function all() {
    await Promise.all([courses(), preferences(), session(), streak(), profile()]);
    const wanted = state.courseId ?? localStorage.getItem(LAST_COURSE) ?? '';
    const [first] = state.courses.keys();
    const courseId = state.courses.has(wanted) ? wanted : first;
    if (courseId === undefined) showCourse(undefined);
    else await course(courseId);
  }

  async function courses() {
    const { data } = await client.call('course.list', { scope: 'enrolled', limit: 100 });
    state.courses = new Map(data.map((each) => [each.id, each]));
    changed('courses');
  }

  /** @param {string} courseId */
  async function course(courseId) {
    localStorage.setItem(LAST_COURSE, courseId);
    if (state.courseId !== courseId) showCourse(courseId);
    const shown = [...state.messages.keys()];
    const logged = [...state.entries.values()].filter((entry) => entry.courseId === courseId).map(({ id }) => id);
    const [history, modules, entries] = await Promise.all([
      client.call('chat.history', { courseId, limit: PAGE }),
      client.call('module.list', { courseId }),
      client.call('progress.list', { courseId, limit: 100 }),
    ]);
    if (state.courseId !== courseId) return;
    state.modules = modules.data;
    state.hasMore = history.meta.cursor.hasMore;
    state.isLoaded = true;
    prune(state.messages, shown, history.data);
    prune(state.entries, logged, entries.data);
    for (const entry of entries.data) putEntry(entry);
    for (const message of history.data) show(message);
    changed('modules', 'messages');
  }

  /** Reload the conversation. It has another branch after a message was edited or a reply was regenerated. */
  async function conversation() {
    const { courseId } = state;
    if (courseId === undefined) return;
    const shown = [...state.messages.keys()];
    const { data, meta } = await client.call('chat.history', { courseId, limit: PAGE });
    if (state.courseId !== courseId) return;
    prune(state.messages, shown, data);
    state.hasMore = meta.cursor.hasMore;
    data.forEach(show);
    changed('messages');
  }

  /**
   * Show a message of the history. If it is a reply that is still being written, follow the reply [T5].
   * @param {import('./types.d.ts').Message} message
   */
  function show(message) {
    const known = state.messages.get(message.id);
    if (known && message.state === 'streaming') return;
    putMessage(message);
    if (message.state === 'streaming') follow(message.replyId ?? message.id);
  }

  async function earlier() {
    const { courseId } = state;
    const [oldest] = [...state.messages.keys()].sort();
    if (courseId === undefined || oldest === undefined) return;
    const { data, meta } = await client.call('chat.history', { courseId, before: oldest, limit: PAGE });
    if (state.courseId !== courseId) return;
    state.hasMore = meta.cursor.hasMore;
    data.forEach(putMessage);
    changed('messages');
  }

  async function session() {
    const { session } = await client.call('session.active', {});
    if (session) putSession(session);
    else state.session = undefined;
    changed('session');
  }

  async function streak() {
    const { data } = await client.call('streak.get', {});
    state.streak = data.find(({ scope }) => scope === 'overall');
    changed('streak');
  }

  async function preferences() {
    state.theme = (await client.call('user.preferences', {})).theme;
    applyTheme();
    changed('user');
  }

  async function profile() {
    state.user = await client.call('user.profile', {});
    changed('user');
  }
}

/**
 * Remove the items that the page had when it asked the server and that are missing in the answer. Items that events
 * added in the meantime stay.
 * @param {Map<string, unknown>} here @param {string[]} before @param {{ id: string }[]} answer
 */
function prune(here, before, answer) {
  const kept = new Set(answer.map(({ id }) => id));
  for (const id of before) if (!kept.has(id)) here.delete(id);
}
