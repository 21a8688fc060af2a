/** A store of JSON values by key, for cursors, tokens and waiting operations. */
export interface KeyValue {
  /** Return the value, or undefined if there is none. */
  get<T>(key: string): Promise<T | undefined>;
  /** Store a value. The promise resolves when the value is stored. */
  set(key: string, value: unknown): Promise<void>;
  remove(key: string): Promise<void>;
  /** Return all keys that begin with the prefix, in ascending order. */
  keys(prefix: string): Promise<string[]>;
}

/**
 * Store values in memory, for as long as the process or the page lives.
 *
 * @example
 * const client = connect(url, tokens, { store: memoryStore() });
 */
export function memoryStore(): KeyValue {
  const values = new Map<string, string>();
  return {
    get: async (key) => parse(values.get(key)),
    set: async (key, value) => void values.set(key, JSON.stringify(value)),
    remove: async (key) => void values.delete(key),
    keys: async (prefix) => [...values.keys()].filter((key) => key.startsWith(prefix)).sort(),
  };
}

/**
 * Store values in the browser's localStorage, shared by all tabs of the site. It is suitable for tokens and a few
 * operations. It holds about 5 MB, and `set` rejects when it is full.
 *
 * @param prefix the prefix of the keys in localStorage
 * @param storage another `Storage`, such as `sessionStorage`
 * @example
 * const tokens = tokenStore(localStorageStore('courseside.'));
 */
export function localStorageStore(prefix: string, storage: Storage = localStorage): KeyValue {
  return {
    get: async (key) => parse(storage.getItem(prefix + key) ?? undefined),
    set: async (key, value) => storage.setItem(prefix + key, JSON.stringify(value)),
    remove: async (key) => storage.removeItem(prefix + key),
    keys: async (wanted) =>
      Object.keys(storage)
        .filter((key) => key.startsWith(prefix + wanted))
        .map((key) => key.slice(prefix.length))
        .sort(),
  };
}

const TABLE = 'values';

/**
 * Store values in an IndexedDB database, shared by all tabs of the site.
 *
 * @param name the name of the database, which is created if it does not exist
 * @param factory another `IDBFactory`, for tests
 * @example
 * const client = connect(url, tokens, { store: indexedDbStore('courseside') });
 */
export function indexedDbStore(name: string, factory: IDBFactory = indexedDB): KeyValue {
  const database = new Promise<IDBDatabase>((resolve, reject) => {
    const request = factory.open(name, 1);
    request.onupgradeneeded = () => request.result.createObjectStore(TABLE);
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  async function run<T>(mode: IDBTransactionMode, work: (table: IDBObjectStore) => IDBRequest<T>): Promise<T> {
    const transaction = (await database).transaction(TABLE, mode);
    const request = work(transaction.objectStore(TABLE));
    return new Promise((resolve, reject) => {
      transaction.oncomplete = () => resolve(request.result);
      transaction.onabort = () => reject(transaction.error);
    });
  }
  return {
    get: (key) => run('readonly', (table) => table.get(key)),
    set: async (key, value) => void (await run('readwrite', (table) => table.put(structuredClone(value), key))),
    remove: async (key) => void (await run('readwrite', (table) => table.delete(key))),
    keys: async (prefix) =>
      (await run('readonly', (table) => table.getAllKeys()))
        .map(String)
        .filter((key) => key.startsWith(prefix))
        .sort(),
  };
}

function parse<T>(text: string | undefined): T | undefined {
  return text === undefined ? undefined : (JSON.parse(text) as T);
}
