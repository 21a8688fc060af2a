import { fill, h } from '/design/dom.js';
import { inWords } from '../errors.js';
import { brand } from './brand.js';

/** @typedef {{ email: string, password: string, name?: string }} Filled */

const TEXTS = {
  register: {
    title: 'Learn with someone at your side',
    lead: 'Tell your tutor what you did, ask what comes next, and watch it add up.',
    submit: 'Create account',
    ask: 'Have an account already?',
    other: 'Sign in',
  },
  login: {
    title: 'Welcome back',
    lead: 'Your courses, sessions and streak are where you left them.',
    submit: 'Sign in',
    ask: 'New here?',
    other: 'Create an account',
  },
};

/**
 * Show a card to sign up or sign in.
 * @param {HTMLElement} target
 * @param {{ submit(mode: 'register' | 'login', filled: Filled): Promise<void>, notice?: string, known: boolean }} options
 *   `known` says whether somebody has signed in with this browser before
 */
export function showAuth(target, { submit, notice, known }) {
  /** @param {'register' | 'login'} mode @param {string} [email] */
  function show(mode, email = '') {
    const words = TEXTS[mode];
    const error = h('p', { class: 'notice', role: 'alert', hidden: !notice, text: notice ?? '' });
    const button = h(
      'button',
      { class: 'button primary large', type: 'submit', data: { testid: 'submit-auth' } },
      words.submit,
    );
    const address = input({
      type: 'email',
      name: 'email',
      autocomplete: 'username',
      required: true,
      value: email,
      data: { testid: 'email' },
    });
    const form = h(
      'form',
      { class: 'card entry-card', data: { testid: 'auth-form', mode }, onsubmit: send },
      h('div', { class: 'entry-head' }, h('h1', {}, words.title), h('p', {}, words.lead)),
      error,
      mode === 'register' &&
        field('Name', input({ name: 'name', autocomplete: 'given-name', maxlength: 100 }), 'Optional'),
      field('E-mail', address),
      field(
        'Password',
        input({ type: 'password', name: 'password', required: true, ...password(mode), data: { testid: 'password' } }),
        mode === 'register' ? 'At least 10 characters' : undefined,
      ),
      button,
      h(
        'p',
        { class: 'entry-switch' },
        words.ask,
        ' ',
        h(
          'button',
          {
            class: 'link',
            type: 'button',
            data: { testid: 'switch-auth' },
            onclick: () => show(other(mode), address.value),
          },
          words.other,
        ),
      ),
    );
    fill(target, h('main', { class: 'entry' }, brand(), form));
    form.querySelector('input')?.focus();

    /** @param {SubmitEvent} event */
    async function send(event) {
      event.preventDefault();
      const filled = Object.fromEntries(
        [...new FormData(form)].flatMap(([name, value]) => (value === '' ? [] : [[name, String(value)]])),
      );
      button.disabled = true;
      error.hidden = true;
      try {
        await submit(mode, /** @type {Filled} */ (filled));
      } catch (failure) {
        error.textContent = inWords(failure);
        error.hidden = false;
        button.disabled = false;
      }
    }
  }
  show(known ? 'login' : 'register');
}

/** @param {'register' | 'login'} mode */
function password(mode) {
  return mode === 'register' ? { autocomplete: 'new-password', minlength: 10 } : { autocomplete: 'current-password' };
}

/** @param {'register' | 'login'} mode */
function other(mode) {
  return mode === 'register' ? 'login' : 'register';
}

/** @param {{ [name: string]: unknown }} attributes */
function input(attributes) {
  return h('input', { class: 'input', ...attributes });
}

/** @param {string} label @param {HTMLElement} control @param {string} [hint] */
function field(label, control, hint) {
  return h('label', { class: 'field' }, h('span', {}, label), control, hint && h('small', {}, hint));
}
