import { h } from '/design/dom.js';
import { inWords } from '../errors.js';

const IDEAS = [
  { topic: 'Strength training', goal: 'Learn the basic lifts and get stronger' },
  { topic: 'Run a 5k', goal: 'Run 5 km without walking' },
  { topic: 'Spanish', goal: 'Hold a simple conversation' },
  { topic: 'Learn guitar', goal: 'Play three songs by heart' },
];
const LEVELS = { beginner: 'Beginner', intermediate: 'Intermediate', advanced: 'Advanced', expert: 'Expert' };
const FREQUENCIES = ['Daily', '5x per week', '3x per week', '2x per week'];

/**
 * Make the form that starts a course.
 * @param {{ create: import('../types.d.ts').Actions['createCourse'], cancel?: () => void }} options
 */
export function courseForm({ create, cancel }) {
  const topic = h('input', {
    class: 'input',
    name: 'topic',
    required: true,
    maxlength: 255,
    placeholder: 'e.g. Strength training',
    data: { testid: 'topic' },
  });
  const goal = h('input', {
    class: 'input',
    name: 'goal',
    maxlength: 500,
    placeholder: 'What would you love to be able to do?',
  });
  const button = h(
    'button',
    { class: 'button primary large', type: 'submit', data: { testid: 'create-course' } },
    'Start the course',
  );
  const error = h('p', { class: 'notice', role: 'alert', hidden: true });
  const ideas = IDEAS.map((idea) =>
    h('button', { class: 'chip', type: 'button', data: { testid: 'idea' }, onclick: () => pick(idea) }, idea.topic),
  );
  const form = h(
    'form',
    { class: 'card entry-card', data: { testid: 'course-form' }, onsubmit: send },
    h(
      'div',
      { class: 'entry-head' },
      h('h2', {}, 'What would you like to work on?'),
      h('p', {}, 'Your tutor prepares a first outline; you can change everything later.'),
    ),
    h('div', { class: 'chips', role: 'group', 'aria-label': 'Ideas' }, ...ideas),
    error,
    field('Topic', topic),
    field('Goal', goal),
    h(
      'div',
      { class: 'field-row' },
      field('Your level', select('level', Object.entries(LEVELS))),
      field(
        'How often',
        select(
          'frequency',
          FREQUENCIES.map((name) => [name.toLowerCase(), name]),
          '3x per week',
        ),
      ),
    ),
    h(
      'div',
      { class: 'entry-actions' },
      cancel && h('button', { class: 'button quiet large', type: 'button', onclick: cancel }, 'Cancel'),
      button,
    ),
  );

  /** @param {{ topic: string, goal: string }} idea */
  function pick(idea) {
    topic.value = idea.topic;
    goal.value = idea.goal;
    for (const chip of ideas) chip.setAttribute('aria-pressed', String(chip.textContent === idea.topic));
    button.focus();
  }

  /** @param {SubmitEvent} event */
  async function send(event) {
    event.preventDefault();
    const data = new FormData(form);
    const goals = goal.value.trim() === '' ? [] : [goal.value.trim()];
    const level = /** @type {import('../types.d.ts').Course['currentLevel']} */ (data.get('level'));
    button.disabled = true;
    error.hidden = true;
    try {
      await create({ topic: topic.value.trim(), currentLevel: level, goals, frequency: String(data.get('frequency')) });
    } catch (failure) {
      error.textContent = inWords(failure);
      error.hidden = false;
    } finally {
      button.disabled = false;
    }
  }
  return form;
}

/** @param {string} label @param {HTMLElement} control */
function field(label, control) {
  return h('label', { class: 'field' }, h('span', {}, label), control);
}

/** @param {string} name @param {string[][]} options @param {string} [chosen] */
function select(name, options, chosen) {
  return h(
    'select',
    { class: 'input', name },
    ...options.map(([value, label]) => h('option', { value, selected: value === chosen }, label)),
  );
}
