import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { deltaBuffer, paceMs } from '../../../gateway/replies/delta-buffer.ts';

describe('[T2] deltas of a reply', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  function bufferOf(replies: number) {
    const sent: string[] = [];
    const buffer = deltaBuffer(
      (_offset, text) => void sent.push(text),
      () => paceMs(replies),
    );
    return { buffer, sent };
  }

  it('are sent at once for the first token, and then every 25 ms', () => {
    const { buffer, sent } = bufferOf(1);
    for (const token of ['a', 'b', 'c']) buffer.push(token);
    expect(sent).toEqual(['a']);
    vi.advanceTimersByTime(24);
    expect(sent).toEqual(['a']);
    vi.advanceTimersByTime(1);
    expect(sent).toEqual(['a', 'bc']);
  });

  it('are sent less often if many replies run, but at least every 100 ms', () => {
    expect([1, 16, 32, 48, 64, 1_000].map(paceMs)).toEqual([25, 25, 50, 75, 100, 100]);
    const { buffer, sent } = bufferOf(1_000);
    buffer.push('a');
    buffer.push('b');
    vi.advanceTimersByTime(99);
    expect(sent).toEqual(['a']);
    vi.advanceTimersByTime(1);
    expect(sent).toEqual(['a', 'b']);
  });

  it('are sent at once if 256 units wait, and at the end', () => {
    const { buffer, sent } = bufferOf(1_000);
    buffer.push('a');
    buffer.push('b'.repeat(256));
    buffer.push('c');
    expect(sent).toEqual(['a', 'b'.repeat(256)]);
    buffer.end();
    expect([sent.at(-1), buffer.sent().length]).toEqual(['c', 258]);
  });
});
