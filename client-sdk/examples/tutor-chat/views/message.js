import { breakable, fill, h, icon, refill, single } from '/design/dom.js';
import { moment } from '../format.js';
import { createMarkdownView } from '../markdown/view.js';
import { createLogCard } from './log-card.js';

/** @typedef {import('../types.d.ts').Message} Message @typedef {import('../types.d.ts').ProgressEntry} ProgressEntry @typedef {import('../types.d.ts').Actions} Actions */

/**
 * Make the view of one message, with a card for each entry that was logged from it.
 * @param {Message} first
 * @param {Pick<Actions, 'confirm' | 'undo' | 'edit' | 'again'>} actions
 * @param {ReturnType<typeof import('../markdown/turns.js').createTurns>} turns
 */
export function createMessageView(first, actions, turns) {
  const isTutor = first.role !== 'user';
  const body = h('div', { class: 'message-body' });
  const note = h('p', { class: 'message-note' });
  const cards = h('div', { class: 'log-cards' });
  const element = h(
    'li',
    { class: 'message', data: { testid: 'message', role: first.role, id: first.id } },
    h('span', { class: 'visually-hidden' }, isTutor ? 'Tutor:' : 'You:'),
    body,
    note,
    cards,
  );
  const markdown = isTutor ? createMarkdownView(body, turns) : undefined;
  /** @type {Map<string, ReturnType<typeof createLogCard>>} */
  const cardOf = new Map();
  let shownNote = '';

  return {
    element,
    /**
     * @param {Message} message @param {ProgressEntry[]} entries logged from this message
     * @param {() => void} whenShown called as soon as the whole text is on the page
     */
    update(message, entries, whenShown) {
      const isStreaming = message.state === 'streaming';
      const shown = () => {
        element.dataset.state = message.state;
        element.setAttribute('aria-busy', String(isStreaming));
        whenShown();
      };
      if (markdown) markdown.show(message.content, isStreaming, shown);
      else {
        if (body.textContent !== message.content) fill(body, ...breakable(message.content));
        shown();
      }
      showNote(message);
      for (const entry of entries) card(entry.id).update(entry, message.content);
      for (const id of cardOf.keys()) if (!entries.some((entry) => entry.id === id)) drop(id);
    },
  };

  /** @param {string} id */
  function drop(id) {
    cardOf.get(id)?.element.remove();
    cardOf.delete(id);
  }

  /** @param {string} id */
  function card(id) {
    const known = cardOf.get(id);
    if (known) return known;
    const made = createLogCard(actions);
    cardOf.set(id, made);
    cards.append(made.element);
    return made;
  }

  /** @param {Message} message */
  function showNote(message) {
    const key = `${message.state} ${message.content === ''} ${message.model} ${message.degraded} ${message.position}`;
    if (key === shownNote) return;
    shownNote = key;
    if (message.state === 'streaming') refill(note, message.content === '' && dots(), placeOf(message));
    else refill(note, ...noteOf(message), isTutor ? again(message) : edit(message));
  }

  /** @param {Message} message */
  function again({ id, replyId, state }) {
    const label = state === 'failed' ? 'Try again' : 'Answer again';
    return h(
      'button',
      { class: 'link act', type: 'button', data: { key: 'act' }, onclick: single(() => actions.again(replyId ?? id)) },
      label,
    );
  }

  /** @param {Message} message */
  function edit(message) {
    return h(
      'button',
      { class: 'link act', type: 'button', data: { key: 'act' }, onclick: () => openEditor(message) },
      'Edit',
    );
  }

  /** Show a form instead of the text until the learner saves or cancels. @param {Message} message */
  function openEditor({ id, content }) {
    const field = h('textarea', { class: 'input', rows: 3, 'aria-label': 'Edit your message' });
    field.value = content;
    const close = () => {
      // By the time the text is saved, the learner may be writing elsewhere.
      const hadFocus = editor.contains(document.activeElement);
      editor.remove();
      body.hidden = false;
      note.hidden = false;
      if (hadFocus) note.querySelector('button')?.focus({ preventScroll: true });
    };
    const save = single(async () => {
      const text = field.value.trim();
      if (text === '' || text === content || (await actions.edit(id, text))) close();
    });
    const editor = h(
      'form',
      {
        class: 'message-editor',
        onsubmit: (/** @type {Event} */ event) => {
          event.preventDefault();
          void save();
        },
        onkeydown: (/** @type {KeyboardEvent} */ event) => event.key === 'Escape' && close(),
      },
      field,
      h('button', { class: 'button small primary', type: 'submit' }, 'Send'),
      h('button', { class: 'button small quiet', type: 'button', onclick: close }, 'Cancel'),
    );
    body.hidden = true;
    note.hidden = true;
    body.before(editor);
    field.focus();
  }
}

function dots() {
  return h('span', { class: 'dots', role: 'img', 'aria-label': 'Your tutor is thinking' }, h('i'), h('i'), h('i'));
}

/** Say how many replies come before this one, while it waits in the queue. @param {Message} message */
function placeOf({ content, position }) {
  if (content !== '' || position === undefined) return '';
  const ahead = position - 1;
  const text = ahead === 0 ? 'Yours is next' : `${ahead} ${ahead === 1 ? 'reply' : 'replies'} before yours`;
  return h('span', { class: 'tag', data: { testid: 'position' } }, text);
}

/**
 * Make the note below a message: its time, and a remark if the reply ended unusually or another model wrote it.
 * @param {Message} message
 * @returns {Node[]}
 */
function noteOf({ role, state, model, degraded, createdAt }) {
  /** @type {Node[]} */
  const parts = [h('time', { datetime: createdAt }, moment(createdAt))];
  if (role === 'user') return parts;
  if (state === 'stopped') parts.unshift(h('span', { class: 'tag' }, icon('stop'), 'Stopped'));
  if (state === 'failed') parts.unshift(h('span', { class: 'tag danger' }, 'The reply broke off'));
  if (isOffline(model))
    parts.push(
      h(
        'span',
        { class: 'tag', title: 'No language model is connected: answers come from your course and your own history.' },
        'Offline tutor',
      ),
    );
  else if (degraded)
    parts.push(
      h(
        'span',
        { class: 'tag', title: `Answered by ${model}, because the usual model is not available right now.` },
        'Backup model',
      ),
    );
  return parts;
}

/** @param {string | undefined} model */
export function isOffline(model) {
  return model?.startsWith('offline') ?? false;
}
