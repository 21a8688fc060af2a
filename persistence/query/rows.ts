import { DomainError } from '../../domain/errors.ts';

/**
 * Options of finds that bypass MikroORM's identity map, so that a second read in a transaction sees the rows that were
 * written in between.
 */
export const asValues = { disableIdentityMap: true } as const;

/** A row whose null columns are left out. */
export type Present<T> = { [K in keyof T as null extends T[K] ? never : K]: T[K] } & {
  [K in keyof T as null extends T[K] ? K : never]?: NonNullable<T[K]>;
};

/** Return a row without its null columns, as the domain expects it. */
export function present<T extends object>(row: T): Present<T> {
  return withoutEmpty(row) as Present<T>;
}

/** Return a patch without its undefined fields, which MikroORM would write as null. */
export function named<T extends object>(patch: T): Partial<T> {
  return Object.fromEntries(Object.entries(patch).filter(([, value]) => value !== undefined)) as Partial<T>;
}

function withoutEmpty(row: object): object {
  return Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null && value !== undefined));
}

/** Return the error of an insert that failed because the value of the field `path` is already in use. */
export function taken(path: string): DomainError {
  return new DomainError('already_exists', `${path}: exists already`, [{ path, message: 'exists already' }]);
}
