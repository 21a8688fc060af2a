import type { Stores } from '../../areas/stores.ts';
import type { Preferences } from '../../contract/preferences.ts';
import { nextModule } from '../../course/rules/course.ts';
import { modulesOf } from '../../course/usecases/module.ts';
import { DomainError } from '../../errors.ts';
import type { ProgressEntry } from '../../training/contract/progress.ts';
import { currentStreaks } from '../../training/usecases/streak.ts';
import type { ReplyCompleted } from '../contract/chat.ts';
import type { Memory } from '../contract/memory.ts';
import type { ModelMessage, ToolCall, TutorContext } from '../ports.ts';
import { detect } from '../rules/autolog.ts';
import type { Detection } from '../rules/autolog.ts';
import type { ReplyRow } from '../stores.ts';
import { alreadyLogged, autoLog } from './auto-log.ts';
import { carryOver } from './carry-over.ts';
import { retrieve } from './memory.ts';
import { isBefore, momentOf } from './moment.ts';
import type { Moment } from './moment.ts';
import { buildPrompt } from './prompt.ts';
import type { Gathered, ToolRun, TutorDeps } from './tutor-deps.ts';
import { useTool } from './tutor-tools.ts';

/** Where a running reply's text goes. */
export interface Speech {
  /** @returns false when the reply has all the text it may have: the model is asked no further */
  say(text: string): boolean;
  signal: AbortSignal;
}

export type Written = Pick<
  ReplyCompleted,
  'suggestions' | 'autoLogged' | 'memoryUpdates' | 'nextAction' | 'usage' | 'model' | 'degraded'
>;

/** A model that keeps calling tools gets no more rounds than this. */
const MAX_ROUNDS = 4;
/** Nor is more than this done of one round: every call is a transaction. */
const MAX_CALLS = 32;
const HISTORY_MESSAGES = 40;
const RECENT_ENTRIES = 20;
const MEMORIES = 8;
/** An exercise named that long ago is no longer the one that is meant. */
const SAME_WORKOUT_MS = 2 * 3_600_000;

/** Writes one reply: logs what the message tells of, asks the model, runs its tools, and says the text as it comes. */
export async function writeReply(deps: TutorDeps, reply: ReplyRow, speech: Speech): Promise<Written> {
  const stores = deps.read();
  const message = await stores.messages.find(reply.messageId);
  if (!message) throw new DomainError('not_found', 'The message this reply answers is gone');
  const preferences = await stores.users.preferences(reply.userId);
  const gathered: Gathered = { autoLogged: new Map(), memories: [], suggestions: [] };
  const others = (await stores.messages.versions(message.id)).filter((id) => id !== message.id);
  const moment = await momentOf(stores, message, others);
  const exercise = await currentExercise(stores, reply, moment);
  const said = exercise ? { ...reply.context, currentExercise: exercise } : reply.context;
  const detectIn = (text: string) => detect(text, said, preferences.units);
  // Whoever goes back to an older version asks for another answer; the newest words stay what is logged.
  const isNewest = others.every((id) => id < message.id);
  const detections = isNewest ? detectIn(message.content) : [];
  if (isNewest && others.length > 0) await carryOver(deps, reply, others, { moment, detections, detectIn });
  const earlier = await alreadyLogged(stores, reply);
  for (const entry of earlier) gathered.autoLogged.set(entry.id, entry);
  const feedback = await logDetected(deps, reply, moment, detections, gathered);
  const context = await tutorContext(
    deps,
    reply,
    message.content,
    preferences.units,
    [...gathered.autoLogged.values()],
    feedback,
  );
  const prompt = await promptFor(deps, reply, context, preferences, earlier);
  const run = {
    reply,
    message: message.content,
    moment,
    isNewest,
    context: said,
    units: preferences.units,
    detections,
  };
  return converse(deps, run, { messages: prompt, context }, gathered, speech);
}

/** What "135 for 8" is about: what the device or the session says, else what the conversation logged a while ago. */
async function currentExercise(stores: Stores, reply: ReplyRow, moment: Moment): Promise<string | undefined> {
  const { userId, courseId, sessionId, context } = reply;
  if (context?.currentExercise) return context.currentExercise;
  const session = sessionId ? await stores.sessions.find(sessionId) : await stores.sessions.active(userId);
  if (session?.current?.exercise) return session.current.exercise;
  const from = new Date(Date.parse(moment.at) - SAME_WORKOUT_MS).toISOString();
  const query = {
    userId,
    courseId,
    activityType: 'exercise' as const,
    from,
    to: moment.at,
    page: 1,
    limit: 5,
    sort: 'createdAt:desc',
  };
  const { rows } = await stores.progress.list(query);
  const last = rows.find((row) => row.source === 'chat' && row.status !== 'undone' && isBefore(row, moment));
  return last && 'exercise' in last.data ? last.data.exercise : undefined;
}

async function logDetected(
  deps: TutorDeps,
  reply: ReplyRow,
  moment: Moment,
  detections: Detection[],
  gathered: Gathered,
): Promise<string[]> {
  const feedback: string[] = [];
  for (const detection of detections) {
    const logged = await autoLog(deps, reply, moment, detection);
    if (!logged) continue;
    gathered.autoLogged.set(logged.entry.id, logged.entry);
    if (logged.memory) gathered.memories.push(logged.memory);
    feedback.push(...logged.feedback);
  }
  return feedback;
}

async function converse(
  deps: TutorDeps,
  run: ToolRun,
  { messages, context }: { messages: ModelMessage[]; context: TutorContext },
  gathered: Gathered,
  { say, signal }: Speech,
): Promise<Written> {
  const usage = { inputTokens: 0, outputTokens: 0 };
  let [model, degraded] = ['', false];
  const full = new AbortController();
  const asking = AbortSignal.any([signal, full.signal]);
  for (let round = 1; round <= MAX_ROUNDS && !full.signal.aborted; round += 1) {
    const calls: ToolCall[] = [];
    let text = '';
    // In the last round there are no tools, so that it must end in words.
    const tools = round < MAX_ROUNDS ? deps.tools : [];
    const { maxTokens, temperature } = deps.limits;
    for await (const chunk of deps.model.stream({ messages, tools, context, maxTokens, temperature }, asking)) {
      signal.throwIfAborted();
      if (chunk.type === 'text') {
        text += chunk.text;
        if (say(chunk.text)) continue;
        full.abort();
        break;
      } else if (chunk.type === 'tool') calls.push(chunk.call);
      else {
        usage.inputTokens += chunk.usage.inputTokens;
        usage.outputTokens += chunk.usage.outputTokens;
        [model, degraded] = [chunk.model, degraded || chunk.degraded];
      }
    }
    if (calls.length === 0) break;
    const answers: ModelMessage[] = [];
    for (const [index, call] of calls.entries()) {
      const content = index < MAX_CALLS ? await useTool(deps, run, call, gathered) : 'Refused: too many calls at once.';
      answers.push({ role: 'tool', toolCallId: call.id, content });
    }
    // A model that has said its words and only suggested something is done.
    if (text !== '' && calls.every((call) => call.name === 'suggest')) break;
    messages = [...messages, { role: 'assistant', content: text, toolCalls: calls }, ...answers];
  }
  const { autoLogged, memories: memoryUpdates, suggestions, nextAction } = gathered;
  return { suggestions, autoLogged: [...autoLogged.values()], memoryUpdates, nextAction, usage, model, degraded };
}

async function tutorContext(
  deps: TutorDeps,
  reply: ReplyRow,
  message: string,
  units: Preferences['units'],
  logged: ProgressEntry[],
  feedback: string[],
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
    logged,
    recent: recent.rows,
    memories,
    streak,
    feedback,
  };
}

async function promptFor(
  deps: TutorDeps,
  reply: ReplyRow,
  context: TutorContext,
  preferences: Preferences,
  earlier: ProgressEntry[],
): Promise<ModelMessage[]> {
  const said = await deps.read().messages.before(reply.messageId, HISTORY_MESSAGES);
  const history = said.flatMap(({ role, content }) => (role === 'system' || content === '' ? [] : [{ role, content }]));
  return buildPrompt(
    { context, history, preferences, earlier: earlier.flatMap(({ quote }) => quote ?? []) },
    { budget: deps.limits.promptTokens, count: (text) => deps.tokenizer.count(text) },
  );
}
