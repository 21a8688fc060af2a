import { login, register } from '/sdk/browser.js';
import { goLive } from './live.js';
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
      live(mode === 'register');
    },
  });
}

/** @param {boolean} isNew the account was just made */
function live(isNew) {
  const mine = signedIn();
  goLive(target, { toast, applyTheme, leave, startAnew, isNew });
  onAccountChanged(mine, startAnew);

  /** Where another tab signed in meanwhile, the tokens are not this page's to remove. @param {string} [notice] */
  function leave(notice) {
    if (signedIn()?.sid === mine?.sid) {
      if (notice) sessionStorage.setItem(NOTICE, notice);
      void tokenStore.clear();
    }
    startAnew();
  }
}

/** A fresh page, so that nothing of the account that left stays in memory. */
function startAnew() {
  location.reload();
}

applyTheme(localStorage.getItem(THEME) ?? 'system');
if (await tokenStore.get()) live(false);
else signIn();
