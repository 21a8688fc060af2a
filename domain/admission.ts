import type { z } from 'zod';
import { ownCourse } from './access.ts';
import type { Actor } from './actor.ts';
import { courseOf } from './areas/course-of.ts';
import type { Stores } from './areas/stores.ts';
import type { OperationSpec } from './contract/define.ts';
import { DomainError } from './errors.ts';

type Spec = Pick<OperationSpec<z.ZodType, z.ZodType>, 'access'>;

/** Who is let in before the input is looked at. @throws DomainError unauthenticated, premium_required, forbidden */
export function admit({ access }: Spec, actor: Actor | undefined): Actor | undefined {
  if (access === 'public') return actor;
  if (!actor) throw new DomainError('unauthenticated');
  if (access === 'premium' && actor.tier !== 'premium') throw new DomainError('premium_required');
  if (access === 'admin' && !actor.roles.includes('admin')) throw new DomainError('forbidden');
  return actor;
}

/**
 * Lets only the author of the course that the input's id leads to pass, where the operation asks for that.
 * @throws DomainError not_found where the caller may not even read the course, else forbidden
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
