import { h, icon, refill } from '/design/dom.js';
import { clock, capitalized } from '../format.js';

/** @typedef {import('../types.d.ts').Actions} Actions @typedef {import('../types.d.ts').Session} Session @typedef {import('../model.js').Model} Model */

const REST_SECONDS = 90;
const EXTEND_SECONDS = 30;

/**
 * Make the bar of the running session: time, rest, pause and end. It uses the server's time, so all devices show the
 * same.
 * @param {Model} model
 * @param {Actions} actions
 * @param {() => void} leave moves the focus elsewhere before the bar is hidden
 */
export function createSessionBar({ state, watch }, { session: actions }, leave) {
  const time = h('span', { class: 'session-time', role: 'timer', 'aria-label': 'Time in this session' });
  const what = h('span', { class: 'session-what' });
  const rest = h('div', { class: 'session-rest', hidden: true });
  const left = h('span', { class: 'session-left', role: 'timer', 'aria-label': 'Rest left' });
  const controls = h('div', { class: 'session-controls' });
  const element = h(
    'section',
    { class: 'session-bar', 'aria-label': 'Live session', data: { testid: 'session-bar' }, hidden: true },
    h('span', { class: 'session-dot' }),
    h('div', { class: 'session-now' }, time, what),
    rest,
    controls,
  );
  let shown = '';

  watch(['session'], () => {
    const { session } = state;
    if (!session && element.contains(document.activeElement)) leave();
    element.hidden = session === undefined;
    if (!session) return;
    element.dataset.status = session.status;
    const course = state.courses.get(session.courseId)?.title;
    what.textContent =
      session.status === 'paused'
        ? 'Paused'
        : session.current?.exercise
          ? capitalized(session.current.exercise)
          : (course ?? 'Session');
    const key = `${session.id} ${session.status} ${session.rest?.endsAt}`;
    if (key !== shown) draw(session);
    shown = key;
    tick();
  });
  setInterval(tick, 500);
  return element;

  /** @param {Session} session */
  function draw(session) {
    const paused = session.status === 'paused';
    refill(
      controls,
      !paused && button('rest', 'timer', 'Rest', () => actions.rest(REST_SECONDS)),
      paused ? button('pause', 'play', 'Resume', actions.resume) : button('pause', 'pause', 'Pause', actions.pause),
      button('finish', 'flag', 'Finish', actions.complete),
    );
    refill(
      rest,
      icon('timer'),
      left,
      h(
        'button',
        {
          class: 'link',
          type: 'button',
          data: { key: 'extend' },
          onclick: () => actions.rest(remaining(session) + EXTEND_SECONDS),
        },
        `+${EXTEND_SECONDS} s`,
      ),
      h('button', { class: 'link', type: 'button', data: { key: 'skip' }, onclick: () => actions.rest(0) }, 'Skip'),
    );
  }

  function tick() {
    const { session } = state;
    if (!session) return;
    const now = Date.now() + state.clockOffset;
    const until = session.status === 'paused' && session.pausedAt ? Date.parse(session.pausedAt) : now;
    time.textContent = clock(until - Date.parse(session.startedAt) - session.pausedMs);
    const seconds = remaining(session);
    if (seconds <= 0 && rest.contains(document.activeElement)) controls.querySelector('button')?.focus();
    rest.hidden = seconds <= 0;
    left.textContent = clock(seconds * 1_000);
  }

  /** Return the remaining seconds of rest. @param {Session} session */
  function remaining(session) {
    if (!session.rest) return 0;
    return Math.max(0, Math.ceil((Date.parse(session.rest.endsAt) - Date.now() - state.clockOffset) / 1_000));
  }
}

/** @param {string} key @param {Parameters<typeof icon>[0]} name @param {string} label @param {() => void} act */
function button(key, name, label, act) {
  return h(
    'button',
    { class: 'button small', type: 'button', data: { key }, onclick: act },
    icon(name),
    h('span', {}, label),
  );
}
