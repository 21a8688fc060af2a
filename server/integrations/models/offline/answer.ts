import type { z } from 'zod';
import type { Module } from '../../../../domain/course/contract/module.ts';
import { describeEntry } from '../../../../domain/training/rules/summary.ts';
import { MAX_SUGGESTION } from '../../../../domain/tutor/contract/chat.ts';
import type { NextAction } from '../../../../domain/tutor/contract/chat.ts';
import type { TutorContext } from '../../../../domain/tutor/ports.ts';
import { describeLeftOut } from '../../../../domain/tutor/rules/act-limit.ts';
import { keywords, relevantModules, relevantParts } from './rank.ts';

export interface Answer {
  text: string;
  suggestions: string[];
  nextAction?: z.output<typeof NextAction>;
}

const WHO = 'I’m the offline tutor: no language model is connected, so I answer from your course and your own history.';

const asks = {
  who: /\b(who|what) are you\b|\bare you (an? )?(ai|bot|human|real|model)\b/i,
  pain: /\b(pain|hurts?|hurting|injur\w*|sore|strain\w*|pull(ed)?|twinge|ache\w*|sharp)\b/i,
  next: /\b(what('s| is| should i do)? next|next (step|module|lesson|thing)|what now|where (do|should) i (start|begin)|go on|continue)\b/i,
  progress: /\b(how am i doing|my progress|progress so far|streak|last time|my history|what did i do|how far)\b/i,
  help: /^\s*(hi|hello|hey|help|good (morning|evening|afternoon)|what can you do)\b/i,
};

/**
 * Answer from the course and the learner's history. The first answer of a conversation introduces the offline tutor.
 */
export function answer(context: TutorContext, isFirst: boolean): Answer {
  const { text, ...found } = body(context);
  const introduces = isFirst && !asks.who.test(context.message);
  const parts = [text, context.notLogged > 0 ? describeLeftOut(context.notLogged) : '', introduces ? `*${WHO}*` : ''];
  return { ...found, text: parts.filter(Boolean).join('\n\n') };
}

function body(context: TutorContext): Answer {
  const { message, logged } = context;
  const hurts = asks.pain.test(message) || logged.some((entry) => entry.needsAttention);
  if (hurts) return aboutPain(context);
  if (logged.length > 0) return aboutLogged(context);
  if (asks.who.test(message))
    return {
      text: `${WHO} I log what you tell me you did, keep your streak and records, and guide you through **${context.course.title}**.`,
      suggestions: ['What’s next?', 'How am I doing?'],
    };
  if (asks.progress.test(message)) return aboutProgress(context);
  if (asks.next.test(message)) return aboutNext(context);
  if (asks.help.test(message)) return greeting(context);
  return aboutTopic(context);
}

function aboutLogged({ logged, feedback, currentModule, units }: TutorContext): Answer {
  const lines = logged.map(
    (entry) =>
      `- **${describeEntry(entry.data, units)}**${entry.status === 'unconfirmed' ? ' (please confirm it)' : ''}`,
  );
  const news = feedback.filter((line) => !lines.some((logline) => logline.includes(line))).map((line) => `- ${line}`);
  const text = [`Logged:`, lines.join('\n'), ...(news.length > 0 ? ['What it means:', news.join('\n')] : [])].join(
    '\n\n',
  );
  return { text, suggestions: ['How am I doing?', 'What’s next?'], nextAction: action(currentModule) };
}

function aboutPain({ logged, modules, message, currentModule, units }: TutorContext): Answer {
  const kept =
    logged.length > 0
      ? `I noted ${logged.map((entry) => `**${describeEntry(entry.data, units)}**`).join(', ')} for a closer look.`
      : '';
  const [module] = relevantModules(message, modules);
  const cues = module ? relevantParts(message, module, 2).map((cue) => `- ${cue}`) : [];
  const text = [
    'That is a sign to **stop this exercise for now**; strain where it should not be usually means the weight or the position is not right.',
    [
      '- Rest, and do not train through sharp or spreading pain.',
      '- When it has settled, try again with clearly less weight, the core braced and no arch in the back.',
      '- Film one set from the side and compare it with the form cues.',
      ...cues,
    ].join('\n'),
    'If it lasts more than a few days, is strong, or comes with numbness, see a doctor or a physiotherapist.',
    kept,
  ];
  return {
    text: text.filter(Boolean).join('\n\n'),
    suggestions: ['Engage core', 'Lighter weight', 'Check form video'],
    nextAction: action(currentModule),
  };
}

function aboutProgress({ recent, streak, modules, message, currentModule, units }: TutorContext): Answer {
  const done = modules.filter((module) => module.completed).length;
  const words = new Set(keywords(message));
  const about = recent.filter(
    (entry) => 'exercise' in entry.data && keywords(entry.data.exercise).some((word) => words.has(word)),
  );
  const shown = (about.length > 0 ? about : recent).slice(0, 5);
  const text = [
    `You have completed **${done} of ${modules.length}** modules${streak && streak.current > 0 ? ` and are on a streak of **${streak.current} ${streak.unit}${streak.current === 1 ? '' : 's'}**` : ''}.`,
    shown.length > 0
      ? `Lately:\n\n${shown.map((entry) => `- ${entry.occurredAt.slice(0, 10)}: ${describeEntry(entry.data, units)}`).join('\n')}`
      : 'Nothing is logged here yet. Tell me what you did, for example “bench press 3x8 at 60 kg”.',
  ];
  return { text: text.join('\n\n'), suggestions: ['What’s next?', 'Log a set'], nextAction: action(currentModule) };
}

function aboutNext({ currentModule, modules }: TutorContext): Answer {
  if (!currentModule)
    return {
      text: `All **${modules.length} modules** of this course are done. Keep what you have learned fresh: pick one and go through it again.`,
      suggestions: ['How am I doing?'],
    };
  return {
    text: `Next is **${currentModule.title}** (about ${currentModule.estimatedDuration} min).\n\n${explain(currentModule)}`,
    suggestions: ['Tell me more about it', 'How am I doing?'],
    nextAction: action(currentModule),
  };
}

function greeting({ course, currentModule }: TutorContext): Answer {
  const next = currentModule ? ` Next in your course is **${currentModule.title}**.` : '';
  return {
    text: `Hello! Ask me about **${course.topic}**, or tell me what you did and I log it, for example “did squats 3x5 at 80 kg” or “read for 20 minutes”.${next}`,
    suggestions: ['What’s next?', 'How am I doing?'],
    nextAction: action(currentModule),
  };
}

function aboutTopic({ message, modules, memories, currentModule, course }: TutorContext): Answer {
  const found = relevantModules(message, modules).slice(0, 2);
  const [best] = found;
  if (!best) {
    const titles = modules.map((module) => `- ${module.title}`).join('\n');
    return {
      text: `I find nothing about that in **${course.title}**. It covers:\n\n${titles}`,
      suggestions: ['What’s next?', 'How am I doing?'],
      nextAction: action(currentModule),
    };
  }
  const parts = found.map(
    (module) =>
      `**${module.title}**\n\n${relevantParts(message, module, 4)
        .map((part) => `- ${part}`)
        .join('\n')}`,
  );
  const words = new Set(keywords(message));
  const remembered = memories.find((memory) =>
    keywords(`${memory.key} ${String(memory.value)}`).some((word) => words.has(word)),
  );
  const note = remembered
    ? [`You once told me: ${remembered.key.replaceAll('_', ' ')} — ${String(remembered.value)}.`]
    : [];
  return {
    text: [...parts, ...note].join('\n\n'),
    suggestions: ['What’s next?', cut(`Open ${best.title}`)],
    nextAction: action(best),
  };
}

function explain(module: Module): string {
  const points = module.content.keyPoints ?? [];
  const exercises =
    module.content.exercises?.map(({ name, sets, reps }) => `- ${name}${sets ? `: ${sets} × ${reps ?? ''}` : ''}`) ??
    [];
  return [
    module.content.instructions ?? module.description ?? '',
    points.map((point) => `- ${point}`).join('\n'),
    exercises.join('\n'),
  ]
    .filter(Boolean)
    .join('\n\n');
}

/** Cut a text to the length of a suggestion, but never inside an emoji. */
const cut = (text: string) => text.slice(0, MAX_SUGGESTION).replace(/[\ud800-\udbff]$/, '');

const action = (module: Module | undefined): Answer['nextAction'] =>
  module && { type: 'module', prompt: `Work through “${module.title}”` };
