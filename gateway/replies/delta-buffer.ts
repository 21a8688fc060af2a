import { cutToBytes, jsonBytes, MAX_TEXT_BYTES } from '../../domain/tutor/rules/reply-text.ts';

/** After the first token, text is sent at most this often … */
const FLUSH_MS = 25;
/** … or as soon as so many UTF-16 units wait [T2]. */
const FLUSH_UNITS = 256;

export interface DeltaBuffer {
  /** @returns false when the reply has all the text it may have; the rest is dropped */
  push(text: string): boolean;
  /** Send the rest. */
  end(): void;
  /** What has been sent so far; the next delta begins at its length. */
  sent(): string;
}

/**
 * Gather tokens into deltas: the first at once, later ones coalesced, never cut inside a surrogate pair [T2, T3]. U+0000
 * and half characters, which no database stores, are never sent, so that the deltas equal the text [T4].
 */
export function deltaBuffer(send: (offset: number, text: string) => void): DeltaBuffer {
  let sent = '';
  let waiting = '';
  /** The first half of a character whose second half is in the next token. */
  let half = '';
  let room = MAX_TEXT_BYTES;
  let timer: NodeJS.Timeout | undefined;

  function flush(): void {
    clearTimeout(timer);
    timer = undefined;
    const text = waiting;
    waiting = '';
    if (text === '') return;
    const offset = sent.length;
    sent += text;
    send(offset, text);
  }

  function take(text: string): void {
    const bytes = jsonBytes(text);
    waiting += cutToBytes(text, room);
    room = Math.max(0, room - bytes);
  }

  return {
    push(text) {
      const said = half + text.replaceAll('\0', '');
      half = endsInHighSurrogate(said) ? said.slice(-1) : '';
      take(said.slice(0, said.length - half.length).toWellFormed());
      if (sent === '' || waiting.length >= FLUSH_UNITS) flush();
      else timer ??= setTimeout(flush, FLUSH_MS);
      return room > 0;
    },
    end: flush,
    sent: () => sent,
  };
}

function endsInHighSurrogate(text: string): boolean {
  const last = text.charCodeAt(text.length - 1);
  return last >= 0xd800 && last <= 0xdbff;
}
