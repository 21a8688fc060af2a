import { fill, h } from '/design/dom.js';
import { createComposer } from './composer.js';
import { courseForm } from './course-form.js';
import { createHeader } from './header.js';
import { createPanel } from './panel.js';
import { createSessionBar } from './session-bar.js';
import { createThread } from './thread.js';

/** @typedef {import('../types.d.ts').Actions} Actions @typedef {import('../model.js').Model} Model */

/** The widths at which the panel is a drawer. They must match layout.css. */
const DRAWER = '(max-width: 60rem)';

/**
 * Show the page of a signed-in learner: panel, conversation, and the form that starts a course.
 * @param {HTMLElement} target @param {Model} model @param {Actions} actions
 */
export function showShell(target, model, actions) {
  const { state, watch } = model;
  const composer = createComposer(model, actions);
  const thread = createThread(model, actions);
  const chat = h('div', { class: 'chat' }, thread, composer.element);
  const start = h('div', { class: 'start', hidden: true });
  const panel = createPanel(model, { ...actions, openCourse }, { newCourse, close });
  const main = h(
    'main',
    { class: 'main' },
    createHeader(model, actions, open),
    createSessionBar(model, actions, () => thread.focus({ preventScroll: true })),
    chat,
    start,
  );
  const shade = h('div', { class: 'shade', hidden: true, onclick: close });
  const shell = h(
    'div',
    { class: 'shell', onkeydown: escape },
    h('a', { class: 'skip-link', href: '#composer' }, 'Skip to the conversation'),
    panel,
    shade,
    main,
  );
  fill(target, shell);
  // The listener is called when the panel becomes a drawer or stops being one, because the width of the window has
  // changed.
  matchMedia(DRAWER).addEventListener('change', close);

  watch(['course'], () => {
    chat.hidden = state.courseId === undefined;
    start.hidden = state.courseId !== undefined;
    if (state.courseId === undefined) startCourse();
    else if (matchMedia('(hover: hover)').matches) composer.focus();
  });

  /** @param {string} courseId */
  function openCourse(courseId) {
    leave();
    actions.openCourse(courseId);
  }

  function newCourse() {
    close();
    startCourse();
  }

  function startCourse() {
    const hasCourses = state.courses.size > 0;
    fill(start, courseForm({ create: actions.createCourse, cancel: hasCourses ? leave : undefined }));
    chat.hidden = true;
    start.hidden = false;
    start.querySelector('input')?.focus();
  }

  function leave() {
    chat.hidden = false;
    start.hidden = true;
  }

  /** Open the panel as a drawer, as on a phone. While it is open, the conversation behind it is inert. */
  function open() {
    shell.dataset.panel = 'open';
    shade.hidden = false;
    main.inert = true;
    panel.querySelector('button')?.focus();
  }

  function close() {
    if (shell.dataset.panel !== 'open') return;
    delete shell.dataset.panel;
    shade.hidden = true;
    main.inert = false;
    main.querySelector('button')?.focus();
  }

  /** @param {KeyboardEvent} event */
  function escape(event) {
    if (event.key === 'Escape') close();
  }
}
