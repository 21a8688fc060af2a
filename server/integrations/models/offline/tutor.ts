import { setTimeout as sleep } from 'node:timers/promises';
import type { Model } from '../../../../domain/tutor/ports.ts';
import { answer } from './answer.ts';

/** The tutor without a language model [MO1]. It answers from the course and the learner's history, and says so. */
export function offlineTutor({ paceMs }: { paceMs: number }): Model {
  return {
    async *stream({ messages, context }, signal) {
      const isFirst = !messages.some((message) => message.role === 'assistant');
      const { text, suggestions, nextAction } = answer(context, isFirst);
      const words = text.match(/\s*\S+\s*$|\s*\S+/g) ?? [];
      for (const word of words) {
        // Words are sent one by one, so that a reader can follow the text and can stop it.
        if (paceMs > 0) await sleep(paceMs, undefined, { signal });
        signal.throwIfAborted();
        yield { type: 'text', text: word };
      }
      yield {
        type: 'tool',
        call: { id: 'suggest', name: 'suggest', arguments: JSON.stringify({ suggestions, nextAction }) },
      };
      yield {
        type: 'end',
        reason: 'tools',
        usage: { inputTokens: 0, outputTokens: words.length },
        model: 'offline-tutor',
        degraded: false,
      };
    },
  };
}
