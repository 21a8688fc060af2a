import type { Deps } from '../../areas/deps.ts';
import { courseStream, userStream } from '../../call.ts';
import type { UseCases } from '../../call.ts';
import { DomainError } from '../../errors.ts';
import type { streamOperations } from '../contract/stream.ts';

/** Return the streams a user follows: their own, and those of the courses they are enrolled in [C2]. */
export async function followedStreams(deps: Pick<Deps, 'read'>, userId: string): Promise<string[]> {
  const courses = await deps.read().courses.enrolments(userId);
  return [userStream(userId), ...courses.map(courseStream)];
}

export const streamUseCases = {
  async 'stream.read'(deps, call, { stream, after, limit }) {
    if (!(await followedStreams(deps, call.actor.userId)).includes(stream)) throw new DomainError('not_found');
    const [heads, oldest, epoch] = await Promise.all([
      deps.log.heads([stream]),
      deps.log.oldest(stream),
      deps.log.epoch(),
    ]);
    if (after + 1 < oldest)
      throw new DomainError('gone', 'This part of the stream is older than its retention', { oldest });
    return { events: await deps.log.read(stream, after, limit), head: heads.get(stream) ?? 0, epoch };
  },

  async 'stream.heads'(deps, call) {
    const streams = await followedStreams(deps, call.actor.userId);
    const [heads, epoch] = await Promise.all([deps.log.heads(streams), deps.log.epoch()]);
    return { streams: Object.fromEntries(streams.map((stream) => [stream, { epoch, head: heads.get(stream) ?? 0 }])) };
  },
} satisfies UseCases<typeof streamOperations>;
