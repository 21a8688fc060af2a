import { fill, h } from '/design/dom.js';
import { connect, memoryStore } from '/sdk/browser.js';
import { createActions } from './actions.js';
import { retryAfterMs } from './errors.js';
import { eventHandlers } from './events.js';
import { createFollower } from './follow.js';
import { createLoader } from './load.js';
import { createModel } from './model.js';
import { tokenStore } from './tokens.js';
import { brand } from './views/brand.js';
import { showShell } from './views/shell.js';

/** @typedef {import('../../../domain/contract/index.ts').EventName} EventName @typedef {import('../../src/index.ts').Client} Client @typedef {import('./types.d.ts').Toast} Toast */

/**
 * Connects, loads and shows the page of someone signed in.
 * @param {HTMLElement} target
 * @param {{ toast(toast: Toast): void, applyTheme(theme: string): void, leave(notice?: string): void, startAnew(): void, isNew: boolean }} ways `leave`: back to the sign-in card; `startAnew`: as whoever is signed in now; `isNew`: the account was just made
 */
export function goLive(target, { toast, applyTheme, leave, startAnew, isNew }) {
  const model = createModel();
  const { state, changed } = model;
  // The page keeps no state over a reload, so its cursors must not outlive it either: it begins at the streams' heads and loads the rest [C4].
  const client = connect(location.origin, { tokens: tokenStore }, { store: memoryStore() });
  const follow = createFollower(model, client);
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
  let mine;
  client.on('ready', ({ userId }) => {
    // The tabs share their tokens: somebody else's socket must not go on below this one's messages.
    mine ??= userId;
    if (userId !== mine) return startAnew();
    state.clockOffset = client.clockOffset;
    changed('session');
  });
  client.onReset(() => void start());
  // The server ends the socket of whoever signs out; that is no news to them.
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
      // Without the first state there is nothing to show. A call made without a connection waits for the next one.
      if (client.state.state === 'disconnected' && !client.state.retryable) return;
      setTimeout(() => void start(), retryAfterMs(error) ?? RETRY_MS);
    }
  }
}

/** @param {Client} client @param {ReturnType<typeof createModel>} model @param {(notice: string) => void} leave */
function connectionChanged(client, { state, changed }, leave) {
  const now = client.state;
  if (now.state === 'connected') state.connection = 'online';
  else if (now.state === 'draining') state.connection = 'draining';
  else if (!navigator.onLine || (now.state === 'disconnected' && !now.retryable)) state.connection = 'offline';
  else state.connection = state.connection === 'connecting' ? 'connecting' : 'reconnecting';
  changed('connection');
  // A token that is merely too old is retryable: the SDK renews it and comes back.
  if (now.state === 'disconnected' && !now.retryable && SIGNED_OUT.has(now.code ?? ''))
    leave('You were signed out on this device. Please sign in again.');
}

/** Until what could not be loaded is asked for again, where the server names no time. */
const RETRY_MS = 3_000;
/** Where weights are in pounds and roads in miles. */
const POUNDS = new Set(['US', 'LR', 'MM']);
const SIGNED_OUT = new Set(['unauthenticated', 'session_revoked', 'token_reused', 'token_expired']);
