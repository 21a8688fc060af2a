import type { DisplayUnits } from '../../../training/rules/units.ts';
import type { ChatContext } from '../../contract/chat.ts';
import { detect } from '../../rules/autolog.ts';
import type { Detection } from '../../rules/autolog.ts';

/** How many acts of one message are logged; the learner is told of the rest. */
export const MAX_ACTS = 20;
/** The reader takes up to 15 µs a character, and nothing may hold the event loop for long. */
const PIECE_LENGTH = 500;
/** Where a message is best cut: behind a line, a sentence, a word. */
const CUTS = [/\n/g, /[.!?;] /g, / /g];

export interface Acts {
  detections: Detection[];
  /** The message tells of more than is logged. */
  hasMore: boolean;
}

/** What the grammar reads in a message, a piece at a time, so that a long one holds nobody else up [AL1]. */
export async function readActs(message: string, context: ChatContext | undefined, units: DisplayUnits): Promise<Acts> {
  const detections: Detection[] = [];
  let setting = context;
  for (const { start, text } of piecesOf(message)) {
    for (const found of detect(text, setting, units)) {
      if (detections.length === MAX_ACTS) return { detections, hasMore: true };
      detections.push({ ...found, quoteStart: start + found.quoteStart });
      // What a piece leaves unnamed is about the exercise named last.
      if ('exercise' in found.data) setting = { ...context, currentExercise: found.data.exercise };
    }
    await turn();
  }
  return { detections, hasMore: false };
}

/** Lets everything else that waits have its turn. */
export const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

function* piecesOf(message: string): Generator<{ start: number; text: string }> {
  for (let start = 0; start < message.length;) {
    const end = message.length - start <= PIECE_LENGTH ? message.length : start + cutOf(message, start);
    yield { start, text: message.slice(start, end) };
    start = end;
  }
}

function cutOf(message: string, start: number): number {
  const piece = message.slice(start, start + PIECE_LENGTH);
  for (const cut of CUTS) {
    const last = [...piece.matchAll(cut)].at(-1);
    if (last && last.index > PIECE_LENGTH / 2) return last.index + last[0].length;
  }
  return PIECE_LENGTH;
}
