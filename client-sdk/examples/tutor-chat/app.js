import { login, register } from '/sdk/browser.js';
import { showSignedIn } from './signed-in.js';
import { hasSignedIn, onAccountChanged, signedIn, tokenStore } from './tokens.js';
import { showAuth } from './views/auth-view.js';
import { createToasts } from './views/toasts.js';

const THEME = 'courseside.theme';
const NOTICE = 'courseside.notice';
const target = /** @type {HTMLElement} */ (document.getElementById('app'));
const toast = createToasts();

/** @param {string} theme */
function applyTheme(theme) {
  localStorage.setItem(THEME, theme);
  if (theme === 'system') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
}

/** Show the sign-in card. */
function signIn() {
  const notice = sessionStorage.getItem(NOTICE) ?? undefined;
  sessionStorage.removeItem(NOTICE);
  showAuth(target, {
    notice,
    known: hasSignedIn(),
    async submit(mode, filled) {
      const timezone = Intl.DateTimeFormat().resolvedOptions().timeZone;
      const session = await (mode === 'register'
        ? register(location.origin, { ...filled, timezone })
        : login(location.origin, filled));
      await tokenStore.set(session);
      enter(mode === 'register');
    },
  });
}

/** Show the page of the account whose tokens are stored. @param {boolean} isNew whether the account was just created */
function enter(isNew) {
  const own = signedIn();
  showSignedIn(target, { toast, applyTheme, leave, startAnew, isNew });
  onAccountChanged(own, startAnew);

  /**
   * Go back to the sign-in card. If another tab signed in later, its tokens stay.
   * @param {string} [notice] a text for the card
   */
  function leave(notice) {
    if (signedIn()?.sid === own?.sid) {
      if (notice) sessionStorage.setItem(NOTICE, notice);
      void tokenStore.clear();
    }
    startAnew();
  }
}

/** Reload the page, so that no data of the last account stays in memory. */
function startAnew() {
  location.reload();
}

applyTheme(localStorage.getItem(THEME) ?? 'system');
if (await tokenStore.get()) enter(false);
else signIn();
