import { DomainError } from '../../domain/errors.ts';

/** For finds: nothing is managed, so that a second read in one transaction sees what was written in between. */
export const asValues = { disableIdentityMap: true } as const;

/** What is null in the database is left out. */
export type Present<T> = { [K in keyof T as null extends T[K] ? never : K]: T[K] } & {
  [K in keyof T as null extends T[K] ? K : never]?: NonNullable<T[K]>;
};

/** A row as the domain has it: what is null in the database is left out. */
export function present<T extends object>(row: T): Present<T> {
  return withoutEmpty(row) as Present<T>;
}

/** A patch of what it names. MikroORM would write what is `undefined` as null, which is right for whole rows alone. */
export function named<T extends object>(patch: T): Partial<T> {
  return Object.fromEntries(Object.entries(patch).filter(([, value]) => value !== undefined)) as Partial<T>;
}

function withoutEmpty(row: object): object {
  return Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null && value !== undefined));
}

/** `already_exists` for what `insert` found there before; `path` is the field. */
export function taken(path: string): DomainError {
  return new DomainError('already_exists', `${path}: exists already`, [{ path, message: 'exists already' }]);
}
