import type { Envelope } from '../../../domain/contract/index.ts';
import { apply } from '../assembly.ts';
import type { Assembled } from '../assembly.ts';
import type { Delta, ReplyEvent } from '../history.ts';

interface Deps {
  /** Requests the missing text of a reply. The answer is handled like a delta. */
  resume(replyId: string, attempt: number, offset: number): Promise<unknown>;
}

/**
 * Assemble the texts of a device's replies, by the rules for receivers: missing text is requested, with one request at
 * a time for each reply [T3, T5].
 */
export function createTexts({ resume }: Deps) {
  const running = new Map<string, Assembled>();
  const asking = new Set<string>();

  async function ask(replyId: string): Promise<void> {
    if (asking.has(replyId)) return;
    asking.add(replyId);
    const { attempt, text } = running.get(replyId) ?? { attempt: 1, text: '' };
    await resume(replyId, attempt, text.length);
    asking.delete(replyId);
  }

  return {
    take(delta: Delta): void {
      const applied = apply(running.get(delta.replyId), delta);
      if (applied.outcome === 'applied') running.set(delta.replyId, applied.now);
      if (applied.outcome === 'hole') void ask(delta.replyId);
    },
    event({ t, d }: Envelope): void {
      const { replyId } = d as ReplyEvent;
      if (/^reply\.(completed|stopped|failed)$/.test(t)) running.delete(replyId);
    },
    connected(replies: { replyId: string }[]): void {
      for (const { replyId } of replies) void ask(replyId);
    },
  };
}
