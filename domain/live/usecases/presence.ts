import { enrolledCourse } from '../../access.ts';
import type { UseCases } from '../../call.ts';
import type { presenceOperations } from '../contract/presence.ts';

export const presenceUseCases = {
  async 'presence.get'(deps, call, { courseId }) {
    const devices = await deps.presence.ofUser(call.actor.userId);
    if (!courseId) return { devices };
    await enrolledCourse(deps.read(), courseId, call.actor);
    return { devices, course: await deps.presence.ofCourse(courseId) };
  },
} satisfies UseCases<typeof presenceOperations>;
