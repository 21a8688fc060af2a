import { fill, h, icon } from '/design/dom.js';
import { counted } from '../format.js';

/** @typedef {import('../types.d.ts').Actions} Actions @typedef {import('../model.js').Model} Model */

const CONNECTION = {
  connecting: 'Connecting…',
  online: 'Online',
  reconnecting: 'Reconnecting…',
  offline: 'Offline',
  draining: 'Moving to another server…',
};

/**
 * Make the bar at the top: course, streak, connection, and the button that starts a session.
 * @param {Model} model @param {Actions} actions @param {() => void} openPanel
 */
export function createHeader({ state, watch }, actions, openPanel) {
  const title = h('h1', {});
  const streak = h('span', { class: 'pill', data: { testid: 'streak' } });
  const connection = h('span', { class: 'pill connection', role: 'status', data: { testid: 'connection' } });
  const start = h(
    'button',
    {
      class: 'button small',
      type: 'button',
      data: { testid: 'start-session' },
      onclick: () => actions.session.start(),
    },
    icon('play'),
    h('span', {}, 'Start session'),
  );

  watch(['course', 'courses'], () => {
    title.textContent = state.courses.get(state.courseId ?? '')?.title ?? 'Your first course';
    document.title = `${title.textContent} · Courseside`;
  });
  watch(['streak'], () => {
    const { current = 0, unit = 'day' } = state.streak ?? {};
    streak.classList.toggle('warm', current > 0);
    fill(streak, icon('flame'), h('span', { class: 'visually-hidden' }, 'Streak: '), counted(current, unit));
  });
  watch(['connection'], () => {
    connection.dataset.state = state.connection;
    fill(connection, h('i', { class: 'connection-dot' }), h('span', {}, CONNECTION[state.connection]));
  });
  watch(['session', 'course'], () => {
    start.hidden = state.session !== undefined || state.courseId === undefined;
  });
  return h(
    'header',
    { class: 'top' },
    h(
      'button',
      {
        class: 'button quiet icon-only panel-open',
        type: 'button',
        'aria-label': 'Courses and progress',
        'aria-controls': 'panel',
        onclick: openPanel,
      },
      icon('menu'),
    ),
    title,
    h('div', { class: 'top-end' }, connection, streak, start),
  );
}
