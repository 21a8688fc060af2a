/** After the first token, text leaves at most this often … */
const FLUSH_MS = 25;
/** … or when so many UTF-16 units have gathered [T2]. */
const FLUSH_UNITS = 256;

export interface DeltaBuffer {
  push(text: string): void;
  /** Sends what is left. */
  end(): void;
  /** What has been sent so far; the next delta begins at its length. */
  sent(): string;
  /** Everything pushed. */
  whole(): string;
}

/** Gathers tokens into deltas: the first at once, later ones coalesced, never cut inside a surrogate pair [T2, T3]. */
export function deltaBuffer(send: (offset: number, text: string) => void): DeltaBuffer {
  let sent = '';
  let waiting = '';
  let timer: NodeJS.Timeout | undefined;

  function flush(final: boolean): void {
    clearTimeout(timer);
    timer = undefined;
    const held = !final && endsInHighSurrogate(waiting) ? waiting.slice(-1) : '';
    const text = waiting.slice(0, waiting.length - held.length);
    waiting = held;
    if (text === '') return;
    const offset = sent.length;
    sent += text;
    send(offset, text);
  }

  return {
    push(text) {
      waiting += text;
      if (sent === '' || waiting.length >= FLUSH_UNITS) flush(false);
      else timer ??= setTimeout(() => flush(false), FLUSH_MS);
    },
    end: () => flush(true),
    sent: () => sent,
    whole: () => sent + waiting,
  };
}

function endsInHighSurrogate(text: string): boolean {
  const last = text.charCodeAt(text.length - 1);
  return last >= 0xd800 && last <= 0xdbff;
}
