import { nextModule } from '../../../course/rules/course.ts';
import { DomainError } from '../../../errors.ts';
import type { ProgressEntry } from '../../../training/contract/progress.ts';
import { computeStreak } from '../../../training/usecases/facts/streak.ts';
import type { ModelMessage, TutorContext } from '../../ports.ts';
import type { KnownMaterial } from '../../stores.ts';
import { retrieve } from '../memory.ts';
import { buildPrompt } from './prompt.ts';
import type { AnsweredMessage, ReplyDraft, TutorDeps } from './types.ts';

const HISTORY_MESSAGES = 40;
const RECENT_ENTRIES = 20;
const MEMORIES = 8;

interface Gathered {
  context: TutorContext;
  said: KnownMaterial['said'];
}

/** Gather the facts from which the reply is written. */
export async function tutorContext(
  deps: TutorDeps,
  { reply, message, preferences: { units }, learner, remembers }: AnsweredMessage,
  { autoLogged, notLogged, feedback, memories: remembered }: ReplyDraft,
): Promise<Gathered> {
  const { userId, courseId } = reply;
  const stores = deps.read();
  const wanted = { userId, context: courseId, withGlobal: true, text: message, limit: MEMORIES };
  const [known, streak, memories] = await Promise.all([
    stores.replyMaterial.known(reply, { messages: HISTORY_MESSAGES, recent: RECENT_ENTRIES }),
    computeStreak(stores, learner, 'overall', deps.now()),
    remembers || remembered.length > 0 ? retrieve(stores, deps.embedder, wanted, deps.now()) : [],
  ]);
  if (!known) throw new DomainError('not_found', 'The course is gone');
  const { course, modules, recent, said } = known;
  const done = modules.filter((module) => module.completed).map((module) => module.id);
  const named = modules.find((module) => module.id === reply.context?.moduleId);
  const context = {
    course,
    modules,
    currentModule: named ?? nextModule(modules, done),
    message,
    units,
    logged: [...autoLogged.values()],
    notLogged,
    recent,
    memories,
    streak,
    feedback,
  };
  return { context, said };
}

/** Return the messages that are sent to the model, within the token budget [MO3]. */
export function promptFor(
  deps: TutorDeps,
  { preferences }: AnsweredMessage,
  { context, said }: Gathered,
  earlier: ProgressEntry[],
): Promise<ModelMessage[]> {
  const history = said.flatMap(({ role, content }) => (role === 'system' || content === '' ? [] : [{ role, content }]));
  return buildPrompt(
    { context, history, preferences, earlier: earlier.flatMap(({ quote }) => quote ?? []) },
    { budget: deps.limits.promptTokens, tokenizer: deps.tokenizer },
  );
}
