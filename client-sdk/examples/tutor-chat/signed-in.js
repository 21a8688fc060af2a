import { fill, h } from '/design/dom.js';
import { connect, memoryStore } from '/sdk/browser.js';
import { createActions } from './actions.js';
import { retryAfterMs } from './errors.js';
import { eventHandlers } from './events.js';
import { createLoader } from './loader.js';
import { createModel } from './model.js';
import { createReplyFollower } from './reply-follower.js';
import { tokenStore } from './tokens.js';
import { brand } from './views/brand.js';
import { showShell } from './views/shell.js';

/** @typedef {import('../../../domain/contract/index.ts').EventName} EventName @typedef {import('../../src/index.ts').Client} Client @typedef {import('./types.d.ts').Toast} Toast */

/**
 * Connect, load the state and show the page of the signed-in learner.
 * @param {HTMLElement} target
 * @param {{ toast(toast: Toast): void, applyTheme(theme: string): void, leave(notice?: string): void, startAnew(): void, isNew: boolean }} options
 *   `leave` shows the sign-in card; `startAnew` reloads the page; `isNew` says whether the account was just created
 */
export function showSignedIn(target, { toast, applyTheme, leave, startAnew, isNew }) {
  const model = createModel();
  const { state, changed } = model;
  // After a reload the page has no state: it loads everything, and then gets only new events. So the cursors, which say
  // which events were handled, must not outlive the page [C4].
  const client = connect(location.origin, { tokens: tokenStore }, { store: memoryStore() });
  const follow = createReplyFollower(model, client);
  const load = createLoader(model, client, { follow, applyTheme: () => applyTheme(state.theme) });
  const handlers = eventHandlers(model, {
    toast,
    follow,
    reloadConversation: () => void load.conversation().catch(() => undefined),
    reloadCourses: () => void load.courses().catch(() => undefined),
    reloadPreferences: () => void load.preferences().catch(() => undefined),
  });
  for (const [event, handler] of Object.entries(handlers))
    client.on(/** @type {EventName} */ (event), /** @type {Parameters<Client['on']>[1]} */ (handler));
  /** @type {string | undefined} */
  let own;
  client.on('ready', ({ userId }) => {
    // All tabs share the tokens. If another tab signs in with another account, the events of that account must not mix
    // with the messages of this account.
    own ??= userId;
    if (userId !== own) return startAnew();
    state.clockOffset = client.clockOffset;
    changed('session');
  });
  client.onReset(() => void start());
  // After a sign-out the server closes the socket, and the learner needs no notice of that.
  let isLeaving = false;
  const connection = () => connectionChanged(client, model, (notice) => isLeaving || leave(notice));
  client.onState(connection);
  addEventListener('offline', connection);
  addEventListener('online', connection);

  const actions = createActions(model, client, {
    toast,
    follow,
    load,
    applyTheme: () => applyTheme(state.theme),
    signOut: () => {
      isLeaving = true;
      void client
        .signOut()
        .catch(() => tokenStore.clear())
        .then(() => leave());
    },
  });
  fill(target, h('main', { class: 'entry', 'aria-busy': 'true' }, brand(), h('p', { class: 'pill' }, 'Connecting…')));
  if (isNew && POUNDS.has(new Intl.Locale(navigator.language).region ?? '')) {
    void client.call('user.setPreferences', { units: { weight: 'lb', distance: 'mi' } }).catch(() => undefined);
  }
  void start();

  async function start() {
    try {
      await load.all();
      if (target.dataset.page !== 'shell') showShell(target, model, actions);
      target.dataset.page = 'shell';
    } catch (error) {
      // A call without a connection waits for the next connection. So it fails only if the server refuses it or the
      // connection is closed for good.
      if (client.state.state === 'disconnected' && !client.state.retryable) return;
      setTimeout(() => void start(), retryAfterMs(error) ?? RETRY_MS);
    }
  }
}

/**
 * Show the state of the connection. If the device session has ended, leave the page.
 * @param {Client} client
 * @param {ReturnType<typeof createModel>} model
 * @param {(notice: string) => void} leave
 */
function connectionChanged(client, { state, changed }, leave) {
  const now = client.state;
  if (now.state === 'connected') state.connection = 'online';
  else if (now.state === 'draining') state.connection = 'draining';
  else if (!navigator.onLine || (now.state === 'disconnected' && !now.retryable)) state.connection = 'offline';
  else state.connection = state.connection === 'connecting' ? 'connecting' : 'reconnecting';
  changed('connection');
  // An expired access token is retryable, because the SDK renews it and reconnects.
  if (now.state === 'disconnected' && !now.retryable && SIGNED_OUT.has(now.code ?? ''))
    leave('You were signed out on this device. Please sign in again.');
}

/** The wait before the state is loaded again, if the server names no time. */
const RETRY_MS = 3_000;
/** Countries in which people measure in pounds and miles. */
const POUNDS = new Set(['US', 'LR', 'MM']);
const SIGNED_OUT = new Set(['unauthenticated', 'session_revoked', 'token_reused', 'token_expired']);
