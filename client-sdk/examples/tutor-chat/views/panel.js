import { h, icon, refill } from '/design/dom.js';
import { brand } from './brand.js';
import { createModuleList } from './module-list.js';

/** @typedef {import('../types.d.ts').Actions} Actions @typedef {import('../types.d.ts').CourseSummary} CourseSummary @typedef {import('../model.js').Model} Model */

const THEMES = /** @type {const} */ ([
  ['system', 'contrast', 'As the system'],
  ['light', 'sun', 'Light'],
  ['dark', 'moon', 'Dark'],
]);

/**
 * Make the panel with courses, modules and account. It is beside the conversation; on a phone it is a drawer.
 * @param {Model} model @param {Actions} actions @param {{ newCourse(): void, close(): void }} callbacks
 */
export function createPanel(model, actions, { newCourse, close }) {
  const { state, watch } = model;
  const courses = h('ul', { class: 'course-list' });
  const who = h('span', { class: 'account-name' });
  const buttonOf = THEMES.map((each) => ({ theme: each[0], button: themeButton(each) }));
  const themes = h(
    'div',
    { class: 'theme-switch', role: 'group', 'aria-label': 'Theme' },
    ...buttonOf.map(({ button }) => button),
  );

  watch(['courses', 'course'], () => refill(courses, ...[...state.courses.values()].map(courseItem)));
  watch(['user'], () => {
    who.textContent = state.user?.firstName ?? state.user?.email ?? '';
    for (const { theme, button } of buttonOf) button.setAttribute('aria-pressed', String(state.theme === theme));
  });

  return h(
    'aside',
    { class: 'panel', id: 'panel', 'aria-label': 'Courses and progress' },
    h(
      'div',
      { class: 'panel-head' },
      brand(),
      h(
        'button',
        { class: 'button quiet icon-only panel-close', type: 'button', 'aria-label': 'Close', onclick: close },
        icon('close'),
      ),
    ),
    h(
      'nav',
      { class: 'panel-section', 'aria-label': 'Courses' },
      h(
        'div',
        { class: 'section-head' },
        h('h2', {}, 'Courses'),
        h(
          'button',
          { class: 'button quiet small', type: 'button', data: { testid: 'new-course' }, onclick: newCourse },
          icon('plus'),
          'New',
        ),
      ),
      courses,
    ),
    createModuleList(model, actions),
    h(
      'footer',
      { class: 'panel-foot' },
      who,
      themes,
      h(
        'button',
        {
          class: 'button quiet small icon-only',
          type: 'button',
          'aria-label': 'Sign out',
          title: 'Sign out',
          data: { testid: 'sign-out' },
          onclick: () => actions.signOut(),
        },
        icon('leave'),
      ),
    ),
  );

  /** @param {CourseSummary} course */
  function courseItem(course) {
    const current = course.id === state.courseId;
    const open = () => {
      close();
      actions.openCourse(course.id);
    };
    return h(
      'li',
      {},
      h(
        'button',
        {
          class: 'course',
          type: 'button',
          'aria-current': current ? 'true' : undefined,
          data: { testid: 'course', id: course.id, key: course.id },
          onclick: open,
        },
        h('span', { class: 'course-letter', 'aria-hidden': 'true' }, course.title.slice(0, 1).toUpperCase()),
        h(
          'span',
          { class: 'course-words' },
          h('span', { class: 'course-title' }, course.title),
          h('span', { class: 'course-progress' }, about(course)),
        ),
      ),
    );
  }

  /** @param {typeof THEMES[number]} theme */
  function themeButton([theme, picture, label]) {
    const choose = () => actions.setTheme(theme);
    return h(
      'button',
      {
        class: 'button quiet small icon-only',
        type: 'button',
        'aria-label': label,
        title: label,
        onclick: choose,
      },
      icon(picture),
    );
  }
}

/** @param {CourseSummary} course */
function about({ status, progress = 0 }) {
  if (status === 'completed') return 'Completed';
  if (status === 'paused') return 'Paused';
  return progress === 0 ? 'Just started' : `${Math.round(progress)}% done`;
}
