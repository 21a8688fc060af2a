import type { z } from 'zod';
import { ownCourse } from './access.ts';
import type { Actor } from './actor.ts';
import { courseOf } from './areas/course-of.ts';
import type { Stores } from './areas/stores.ts';
import type { OperationSpec } from './contract/define.ts';
import { DomainError } from './errors.ts';

type Spec = Pick<OperationSpec<z.ZodType, z.ZodType>, 'access'>;

/**
 * Return the caller if they may call an operation with this `access`. The check needs no input, so it runs before the
 * input is read.
 * @throws DomainError unauthenticated, premium_required, forbidden
 */
export function admit({ access }: Spec, actor: Actor | undefined): Actor | undefined {
  if (access === 'public') return actor;
  if (!actor) throw new DomainError('unauthenticated');
  if (access === 'premium' && actor.tier !== 'premium') throw new DomainError('premium_required');
  if (access === 'admin' && !actor.roles.includes('admin')) throw new DomainError('forbidden');
  return actor;
}

/**
 * If only the author of a course may call the operation, refuse every other caller. The input contains the id of the
 * course or of one of its modules.
 * @throws DomainError not_found if the caller may not even read the course, else forbidden
 */
export async function requireAuthor(
  { access }: Spec,
  stores: Stores,
  input: unknown,
  actor: Actor | undefined,
): Promise<void> {
  if (typeof access !== 'object' || !actor) return;
  const id = (input as { [field: string]: string })[access.author];
  const courseId = id && (await courseOf[access.author](stores, id));
  if (!courseId) throw new DomainError('not_found');
  await ownCourse(stores, courseId, actor);
}
