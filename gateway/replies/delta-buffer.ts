import { cutToBytes, jsonBytes, MAX_TEXT_BYTES } from '../../domain/tutor/rules/reply-text.ts';

/** The shortest time between two deltas of a reply on a node with few replies [T2]. */
const FLUSH_MS = 25;
/** The number of running replies up to which `FLUSH_MS` holds. With twice as many, the time between deltas doubles. */
const FEW_REPLIES = 16;
/** The longest time between two deltas, however many replies run. Readers still see a smooth text. */
const LONGEST_FLUSH_MS = 100;
/** The number of waiting UTF-16 units at which a delta is sent at once [T2]. */
const FLUSH_UNITS = 256;

/** Return the time between two deltas of a reply, in milliseconds, on a node with this number of running replies [T2]. */
export const paceMs = (replies: number): number =>
  Math.min(LONGEST_FLUSH_MS, FLUSH_MS * Math.max(1, replies / FEW_REPLIES));

export interface DeltaBuffer {
  /** Add text. @returns false if the reply has reached its largest size; text beyond that size is dropped */
  push(text: string): boolean;
  /** Send the text that still waits. */
  end(): void;
  /** Return the text that has been sent so far. The offset of the next delta is the length of this text. */
  sent(): string;
}

/**
 * Collect tokens into deltas. The first delta is sent at once, later tokens are coalesced, and no delta ends inside a
 * surrogate pair [T2, T3]. No database stores U+0000 and unpaired surrogates, so they are removed or replaced before
 * sending. The deltas together therefore equal the stored text [T4].
 */
export function deltaBuffer(
  send: (offset: number, text: string) => void,
  pace: () => number = () => FLUSH_MS,
): DeltaBuffer {
  let sent = '';
  let waiting = '';
  /** A high surrogate at the end of a token, kept until the next token brings the low surrogate. */
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
      else timer ??= setTimeout(flush, pace());
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
