import { login, register } from '/sdk/browser.js';
import { goLive } from './live.js';
import { hasSignedIn, onSignedOutElsewhere, tokenStore } from './tokens.js';
import { showAuth } from './views/auth-view.js';
import { createToasts } from './views/toasts.js';

const THEME = 'courseside.theme';
const target = /** @type {HTMLElement} */ (document.getElementById('app'));
const toast = createToasts();

/** @param {string} theme */
function applyTheme(theme) {
  localStorage.setItem(THEME, theme);
  if (theme === 'system') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
}

/** @param {string} [notice] */
function signIn(notice) {
  target.dataset.page = 'auth';
  showAuth(target, {
    notice,
    known: hasSignedIn(),
    async submit(mode, filled) {
      const timezone = Intl.DateTimeFormat().resolvedOptions().timeZone;
      const session = await (mode === 'register' ? register(location.origin, { ...filled, timezone }) : login(location.origin, filled));
      await tokenStore.set(session);
      live();
    },
  });
}

function live() {
  let left = false;
  const page = goLive(target, { toast, applyTheme, leave });
  onSignedOutElsewhere(() => leave());

  /** @param {string} [notice] */
  function leave(notice) {
    if (left) return;
    left = true;
    page.close();
    void tokenStore.clear();
    signIn(notice);
  }
}

applyTheme(localStorage.getItem(THEME) ?? 'system');
if (await tokenStore.get()) live();
else signIn();
