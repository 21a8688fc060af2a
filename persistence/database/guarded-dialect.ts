import { PostgresAdapter } from 'kysely';
import type { CompiledQuery, DatabaseConnection, Dialect, Driver, QueryCompiler, TransactionSettings } from 'kysely';
import { withoutValues } from './failures.ts';
import type { Gate } from './guard.ts';

/** Return a Kysely dialect that gets its connections through the gate only. */
export function guardedDialect(dialect: Dialect, gate: Gate): Dialect {
  return {
    createDriver: () => new GuardedDriver(dialect.createDriver(), gate),
    // Kysely's adapter for PGlite has its own mutex. A query that bypasses the handle of the running transaction would
    // wait for this mutex, and would never reach the gate, which refuses such queries.
    createAdapter: () => new PostgresAdapter(),
    createQueryCompiler: () => dialect.createQueryCompiler(),
    createIntrospector: (db) => dialect.createIntrospector(db),
  };
}

type CompileQuery = QueryCompiler['compileQuery'];

class GuardedDriver implements Driver {
  readonly #driver: Driver;
  readonly #gate: Gate;
  readonly #leave = new WeakMap<DatabaseConnection, () => void>();
  /** Connections that `hideValues` has changed already: a pool hands out the same connection many times. */
  readonly #known = new WeakSet<DatabaseConnection>();

  constructor(driver: Driver, gate: Gate) {
    this.#driver = driver;
    this.#gate = gate;
  }

  init(): Promise<void> {
    return this.#driver.init();
  }

  async acquireConnection(): Promise<DatabaseConnection> {
    const leave = await this.#gate.pass();
    try {
      const connection = await this.#driver.acquireConnection();
      if (!this.#known.has(connection)) hideValues(connection);
      this.#known.add(connection);
      this.#leave.set(connection, leave);
      return connection;
    } catch (error) {
      leave();
      throw error;
    }
  }

  async releaseConnection(connection: DatabaseConnection): Promise<void> {
    const leave = this.#leave.get(connection);
    try {
      await this.#driver.releaseConnection(connection);
    } finally {
      leave?.();
    }
  }

  async beginTransaction(connection: DatabaseConnection, settings: TransactionSettings): Promise<void> {
    try {
      await this.#driver.beginTransaction(connection, settings);
    } catch (error) {
      // Kysely gives a connection back only after a commit or a rollback, so the pool would never get this connection
      // back.
      await this.releaseConnection(connection);
      throw error;
    }
  }

  async commitTransaction(connection: DatabaseConnection): Promise<void> {
    try {
      await this.#driver.commitTransaction(connection);
    } finally {
      this.#gate.wrote();
    }
  }

  async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    try {
      await this.#driver.rollbackTransaction(connection);
    } catch {
      // The connection is lost, and the transaction with it. The error is ignored, because Kysely gives the connection
      // back only if the rollback succeeds.
    }
  }

  async savepoint(connection: DatabaseConnection, name: string, compile: CompileQuery): Promise<void> {
    await this.#driver.savepoint?.(connection, name, compile);
  }

  async rollbackToSavepoint(connection: DatabaseConnection, name: string, compile: CompileQuery): Promise<void> {
    await this.#driver.rollbackToSavepoint?.(connection, name, compile);
  }

  async releaseSavepoint(connection: DatabaseConnection, name: string, compile: CompileQuery): Promise<void> {
    await this.#driver.releaseSavepoint?.(connection, name, compile);
  }

  destroy(): Promise<void> {
    return this.#driver.destroy();
  }
}

/**
 * Remove the values of statements from the errors of a connection. The errors of drivers repeat the statement, its
 * parameters or the row.
 */
function hideValues(connection: DatabaseConnection): void {
  const execute = connection.executeQuery.bind(connection);
  connection.executeQuery = async <R>(query: CompiledQuery) => {
    try {
      return await execute<R>(query);
    } catch (error) {
      throw withoutValues(error);
    }
  };
}
