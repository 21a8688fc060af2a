import { fill, h } from '/design/dom.js';
import { createTurns } from '../markdown/turns.js';
import { createMessageView } from './message.js';

/** @typedef {import('../types.d.ts').Message} Message @typedef {import('../types.d.ts').Actions} Actions @typedef {import('../model.js').Model} Model */

/** The distance from the end, in pixels, within which the page keeps scrolling to new text. */
const NEAR_END = 120;
/** The maximum length of a reply's text that is given to screen readers, in UTF-16 units. */
const LONGEST_ANNOUNCEMENT = 4_000;

/**
 * Make the view of the conversation.
 * @param {Model} model @param {Actions} actions
 */
export function createThread({ state, watch }, actions) {
  const list = h('ol', { class: 'messages' });
  const earlier = h(
    'button',
    { class: 'button small quiet', type: 'button', hidden: true, onclick: () => actions.loadEarlier() },
    'Earlier messages',
  );
  const welcome = h('div', { class: 'welcome' });
  const chips = h('div', { class: 'chips suggestions', role: 'group', 'aria-label': 'Suggestions' });
  const column = h('div', { class: 'column' }, earlier, welcome, list, chips);
  const element = h(
    'section',
    { class: 'thread', id: 'conversation', 'aria-label': 'Conversation', tabindex: -1 },
    column,
  );
  const announcer = h('div', { class: 'visually-hidden', 'aria-live': 'polite' });
  element.append(announcer);

  /** @type {Map<string, ReturnType<typeof createMessageView>>} */
  const views = new Map();
  const turns = createTurns();
  /**
   * The ids of the replies that were on the page while they were written. Only these are read out.
   * @type {Set<string>}
   */
  const awaited = new Set();
  let drawing = false;
  let atEnd = true;
  let shownCourse = '';

  const toEnd = () => {
    if (atEnd) element.scrollTop = element.scrollHeight;
  };
  const resized = new ResizeObserver(toEnd);
  resized.observe(element);
  resized.observe(column);
  element.addEventListener('scroll', () => {
    atEnd = element.scrollHeight - element.scrollTop - element.clientHeight < NEAR_END;
  });

  watch(['messages', 'course'], () => {
    if (drawing) return;
    drawing = true;
    // A hidden page gets no animation frames, but must be up to date when it becomes visible.
    if (document.hidden) setTimeout(draw);
    else requestAnimationFrame(draw);
  });
  return element;

  function draw() {
    drawing = false;
    const hadFocus = column.contains(document.activeElement);
    if (shownCourse !== state.courseId) start();
    const messages = [...state.messages.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
    for (const [id, view] of views) {
      if (state.messages.has(id)) continue;
      view.element.remove();
      views.delete(id);
    }
    messages.forEach(place);
    // The newest message is updated first, because the learner looks at the end of the conversation.
    messages.toReversed().forEach(update);
    list.querySelector('.message[data-state="sending"]')?.remove();
    if (state.pending && state.pending.courseId === state.courseId) {
      list.append(sending(state.pending.content));
      atEnd = true;
    }
    earlier.hidden = !state.hasMore;
    const last = messages.at(-1);
    suggest(last);
    welcome.hidden = !state.isLoaded || messages.length > 0 || state.pending !== undefined;
    if (welcome.hidden) fill(welcome);
    else greet();
    if (hadFocus && !(column.contains(document.activeElement) && document.activeElement?.checkVisibility()))
      element.focus({ preventScroll: true });
    toEnd();
  }

  function start() {
    shownCourse = state.courseId ?? '';
    views.clear();
    awaited.clear();
    atEnd = true;
    fill(list);
    fill(welcome);
    fill(announcer);
  }

  /** @param {Message} message @param {number} index */
  function place(message, index) {
    const view = views.get(message.id) ?? createMessageView(message, actions, turns);
    views.set(message.id, view);
    if (list.children[index] !== view.element) list.insertBefore(view.element, list.children[index] ?? null);
  }

  /** @param {Message} message */
  function update(message) {
    const view = views.get(message.id);
    const entries = [...state.entries.values()].filter((entry) => entry.messageId === message.id);
    entries.sort((a, b) => (a.id < b.id ? -1 : 1));
    view?.update(message, entries, () => announce(message, view.element));
  }

  /** Give a complete reply to screen readers. @param {Message} message @param {HTMLElement} view */
  function announce({ id, state }, view) {
    if (state === 'streaming') awaited.add(id);
    else if (awaited.delete(id)) {
      const text = view.querySelector('.message-body')?.textContent ?? '';
      announcer.textContent = `Your tutor: ${text.slice(0, LONGEST_ANNOUNCEMENT)}`;
    }
  }

  /** @param {Message | undefined} last */
  function suggest(last) {
    const suggestions = last?.role === 'assistant' && last.state === 'done' ? (last.suggestions ?? []) : [];
    const key = suggestions.join('\n');
    if (chips.dataset.shown === key) return;
    chips.dataset.shown = key;
    fill(chips, ...suggestions.map(chip));
  }

  /** @param {string} text */
  function chip(text) {
    return h(
      'button',
      { class: 'chip', type: 'button', data: { testid: 'suggestion' }, onclick: () => void actions.send(text) },
      text,
    );
  }

  function greet() {
    const course = state.courses.get(state.courseId ?? '');
    if (!course || welcome.hasChildNodes()) return;
    const starters = ['What’s next?', 'How am I doing?', 'What can you do?'];
    fill(
      welcome,
      h('h2', {}, state.user?.firstName ? `Ready when you are, ${state.user.firstName}.` : 'Ready when you are.'),
      h(
        'p',
        {},
        'Ask anything about ',
        h('strong', {}, course.title),
        ', or simply say what you did: “did bench press 3x8 at 135 lbs”. It is logged for you.',
      ),
      h('div', { class: 'chips' }, ...starters.map(chip)),
    );
  }
}

/** Make the view of a message that the server has not confirmed yet. @param {string} content */
function sending(content) {
  return h(
    'li',
    { class: 'message', data: { testid: 'message', role: 'user', state: 'sending', id: '' } },
    h('div', { class: 'message-body' }, content),
    h('p', { class: 'message-note' }, 'Sending…'),
  );
}
