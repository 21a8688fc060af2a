import { describe, expect, it } from 'vitest';
import type { Actor } from '../../../domain/actor.ts';
import { admit, requireAuthor } from '../../../domain/admission.ts';
import type { Stores } from '../../../domain/areas/stores.ts';
import { errorsOf } from '../../../domain/contract/errors-of.ts';

const actor = (over: Partial<Actor> = {}): Actor => ({
  userId: 'ada',
  sid: 's',
  email: 'ada@example.com',
  roles: ['learner'],
  tier: 'free',
  scopes: [],
  ...over,
});
const course = (over: object = {}) => ({ id: 'course', ownerId: 'ada', isPublic: false, ...over });
const storesWith = (found: object | undefined, enrolments: string[] = []) =>
  ({
    courses: { find: async () => found, enrolments: async () => enrolments },
    modules: { find: async (id: string) => (id === 'module' ? { courseId: 'course' } : undefined) },
  }) as unknown as Stores;

/** Return the error code with which the caller is refused, or undefined if the caller is admitted. */
async function codeOf(enter: () => unknown): Promise<string | undefined> {
  try {
    await enter();
    return undefined;
  } catch (error) {
    return (error as { code: string }).code;
  }
}

describe('who is admitted', () => {
  it.each([
    ['public', undefined, undefined],
    ['public', actor(), undefined],
    ['user', undefined, 'unauthenticated'],
    ['user', actor(), undefined],
    ['premium', undefined, 'unauthenticated'],
    ['premium', actor(), 'premium_required'],
    ['premium', actor({ tier: 'premium' }), undefined],
    ['admin', actor(), 'forbidden'],
    ['admin', actor({ roles: ['learner', 'admin'] }), undefined],
    [{ author: 'courseId' }, undefined, 'unauthenticated'],
    [{ author: 'courseId' }, actor(), undefined],
  ] as const)('access %j, caller %j: %s', async (access, caller, code) => {
    expect(await codeOf(() => admit({ access }, caller))).toBe(code);
  });

  it.each([
    ['the author', course(), actor(), undefined],
    ['a stranger to a private course', course({ ownerId: 'eve' }), actor(), 'not_found'],
    ['a stranger to a public course', course({ ownerId: 'eve', isPublic: true }), actor(), 'forbidden'],
    ['an admin', course({ ownerId: 'eve' }), actor({ roles: ['admin'] }), 'forbidden'],
    ['anyone where there is no course', undefined, actor(), 'not_found'],
  ])('an operation of the author, called by %s', async (_who, found, caller, code) => {
    const access = { author: 'courseId' } as const;
    const enter = () => requireAuthor({ access }, storesWith(found), { courseId: 'course' }, caller);
    expect(await codeOf(enter)).toBe(code);
  });

  it('an enrolled learner gets the error that only the author may do this', async () => {
    const stores = storesWith(course({ ownerId: 'eve' }), ['course']);
    const outcome = requireAuthor({ access: { author: 'courseId' } }, stores, { courseId: 'course' }, actor());
    await expect(outcome).rejects.toMatchObject({ code: 'forbidden' });
  });

  it('a module leads to its course, and an unknown module to no course', async () => {
    const access = { author: 'moduleId' } as const;
    const stores = storesWith(course());
    await expect(requireAuthor({ access }, stores, { moduleId: 'module' }, actor())).resolves.toBeUndefined();
    const unknown = requireAuthor({ access }, stores, { moduleId: 'nothing' }, actor());
    await expect(unknown).rejects.toMatchObject({ code: 'not_found' });
  });

  it('the errors of the access check are declared', () => {
    expect(errorsOf({ access: 'premium' })).toContain('premium_required');
    expect([...errorsOf({ access: { author: 'courseId' } })]).toEqual(
      expect.arrayContaining(['not_found', 'forbidden']),
    );
    expect(errorsOf({ access: 'user' })).not.toContain('forbidden');
  });
});
