import { h, icon, refill } from '/design/dom.js';
import { capitalized } from '../format.js';

/** @typedef {import('../types.d.ts').Actions} Actions @typedef {import('../types.d.ts').Module} Module @typedef {import('../model.js').Model} Model */

/**
 * Make the outline of the course that is shown, with the learner's progress.
 * @param {Model} model
 * @param {Pick<Actions, 'completeModule' | 'send'>} actions
 */
export function createModuleList({ state, watch }, actions) {
  const bar = h('progress', { class: 'progress', max: 100, value: 0, 'aria-label': 'Progress in this course' });
  const figure = h('span', { class: 'section-figure' });
  const list = h('ol', { class: 'module-list' });
  const element = h(
    'section',
    { class: 'panel-section modules', 'aria-labelledby': 'modules-title' },
    h('div', { class: 'section-head' }, h('h2', { id: 'modules-title' }, 'Outline'), figure),
    bar,
    list,
  );

  watch(['modules', 'courses', 'course'], () => {
    const done = state.modules.filter(({ completed }) => completed).length;
    element.hidden = state.modules.length === 0;
    bar.value = state.courses.get(state.courseId ?? '')?.progress ?? 0;
    figure.textContent = `${done} of ${state.modules.length}`;
    const next = state.modules.find(({ completed }) => !completed)?.id;
    refill(list, ...state.modules.map((module) => item(module, module.id === next)));
  });
  return element;

  /** @param {Module} module @param {boolean} isNext */
  function item(module, isNext) {
    const { id, title, completed, estimatedDuration, moduleType } = module;
    const tick = completed
      ? h(
          'span',
          { class: 'module-tick', role: 'img', 'aria-label': 'Completed', tabindex: -1, data: { key: id } },
          icon('check'),
        )
      : h(
          'button',
          {
            class: 'module-tick',
            type: 'button',
            'aria-label': `Complete: ${title}`,
            title: 'Mark as done',
            data: { testid: 'complete-module', key: id },
            onclick: () => actions.completeModule(id),
          },
          icon('check'),
        );
    return h(
      'li',
      {
        class: 'module',
        data: { testid: 'module', id, done: String(completed ?? false) },
        'aria-current': isNext ? 'step' : undefined,
      },
      tick,
      h(
        'div',
        { class: 'module-words' },
        h('span', { class: 'module-title' }, title),
        h('span', { class: 'module-about' }, `${capitalized(moduleType)} · ${estimatedDuration} min`),
      ),
    );
  }
}
