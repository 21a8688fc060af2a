import { nextModule } from '../../../course/rules/course.ts';
import { modulesOf } from '../../../course/usecases/module.ts';
import { DomainError } from '../../../errors.ts';
import type { ProgressEntry } from '../../../training/contract/progress.ts';
import { currentStreaks } from '../../../training/usecases/streak.ts';
import type { Memory } from '../../contract/memory.ts';
import type { ModelMessage, TutorContext } from '../../ports.ts';
import { retrieve } from '../memory.ts';
import { buildPrompt } from './prompt.ts';
import type { AnsweredMessage, ReplyDraft, TutorDeps } from './types.ts';

const HISTORY_MESSAGES = 40;
const RECENT_ENTRIES = 20;
const MEMORIES = 8;

/** Gather the facts that the reply is written from. */
export async function tutorContext(
  deps: TutorDeps,
  { reply, message, preferences: { units } }: AnsweredMessage,
  { autoLogged, notLogged, feedback }: ReplyDraft,
): Promise<TutorContext> {
  const { userId, courseId } = reply;
  const stores = deps.read();
  const course = await stores.courses.find(courseId);
  if (!course) throw new DomainError('not_found', 'The course is gone');
  const modules = await modulesOf(stores, courseId, { userId });
  const done = modules.filter((module) => module.completed).map((module) => module.id);
  const named = modules.find((module) => module.id === reply.context?.moduleId);
  const recent = await stores.progress.list({
    userId,
    courseId,
    status: 'confirmed',
    page: 1,
    limit: RECENT_ENTRIES,
    sort: 'occurredAt:desc',
  });
  const memories: Memory[] = await retrieve(
    stores,
    deps.embedder,
    { userId, context: courseId, withGlobal: true, text: message, limit: MEMORIES },
    deps.now(),
  );
  const [streak] = await currentStreaks(deps, userId, deps.now());
  return {
    course,
    modules,
    currentModule: named ?? nextModule(modules, done),
    message,
    units,
    logged: [...autoLogged.values()],
    notLogged,
    recent: recent.rows,
    memories,
    streak,
    feedback,
  };
}

/** Make the messages that the model is asked with, within the token budget [MO3]. */
export async function promptFor(
  deps: TutorDeps,
  { reply, preferences }: AnsweredMessage,
  context: TutorContext,
  earlier: ProgressEntry[],
): Promise<ModelMessage[]> {
  const said = await deps.read().messages.before(reply.messageId, HISTORY_MESSAGES);
  const history = said.flatMap(({ role, content }) => (role === 'system' || content === '' ? [] : [{ role, content }]));
  return buildPrompt(
    { context, history, preferences, earlier: earlier.flatMap(({ quote }) => quote ?? []) },
    { budget: deps.limits.promptTokens, tokenizer: deps.tokenizer },
  );
}
