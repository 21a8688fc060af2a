import { h, icon } from '/design/dom.js';
import { isOffline } from './message.js';

/** @typedef {import('../types.d.ts').Actions} Actions @typedef {import('../model.js').Model} Model */

/**
 * Make the field for the learner's message. Enter sends, Shift+Enter begins a line, Escape stops the reply.
 * @param {Model} model @param {Actions} actions
 */
export function createComposer({ state, watch }, actions) {
  const box = h('textarea', {
    id: 'composer',
    rows: 1,
    maxlength: 16_000,
    'aria-label': 'Message to your tutor',
    'aria-describedby': 'composer-hint',
    placeholder: 'Ask, or say what you did…',
    enterkeyhint: 'send',
    data: { testid: 'composer' },
    oninput: fit,
    onkeydown: key,
  });
  const send = h(
    'button',
    {
      class: 'button primary icon-only round',
      type: 'submit',
      'aria-label': 'Send',
      title: 'Send (Enter)',
      data: { testid: 'send' },
    },
    icon('send'),
  );
  const stop = h(
    'button',
    {
      class: 'button icon-only round',
      type: 'button',
      'aria-label': 'Stop the reply',
      title: 'Stop (Esc)',
      hidden: true,
      data: { testid: 'stop' },
      onclick: () => actions.stop(),
    },
    icon('stop'),
  );
  const keys = h(
    'p',
    { class: 'composer-hint keys', id: 'composer-hint' },
    'Enter to send · Shift+Enter for a new line · Esc to stop',
  );
  const offlineNotice = h(
    'p',
    { class: 'composer-hint offline-notice', hidden: true, data: { testid: 'offline-notice' } },
    'No language model is connected: the offline tutor answers from your course and your history.',
  );
  const form = h(
    'form',
    { class: 'composer', onsubmit: submit },
    h('div', { class: 'composer-box' }, box, stop, send),
    offlineNotice,
    keys,
  );

  watch(['messages', 'course'], () => {
    const isRunning = [...state.messages.values()].some((message) => message.state === 'streaming');
    if (!isRunning && document.activeElement === stop) send.focus();
    stop.hidden = !isRunning;
    offlineNotice.hidden = !isOffline([...state.messages.values()].findLast(({ model }) => model !== undefined)?.model);
    send.disabled = state.pending !== undefined;
  });
  return { element: form, focus: () => box.focus({ preventScroll: true }) };

  /** @param {Event} event */
  async function submit(event) {
    event.preventDefault();
    const text = box.value.trim();
    if (text === '' || state.pending) return;
    box.value = '';
    fit();
    const sent = await actions.send(text);
    if (!sent && box.value === '') {
      box.value = text;
      fit();
    }
  }

  /** @param {KeyboardEvent} event */
  function key(event) {
    // In Safari, the Enter that confirms the text of an input method, such as for Japanese, comes after the composition
    // has ended. Only its deprecated key code, 229, identifies it.
    if (event.key === 'Enter' && !event.shiftKey && !event.isComposing && event.keyCode !== 229) {
      event.preventDefault();
      form.requestSubmit();
    }
    if (event.key === 'Escape' && !stop.hidden) actions.stop();
  }

  function fit() {
    box.style.height = 'auto';
    box.style.height = `${box.scrollHeight}px`;
  }
}
