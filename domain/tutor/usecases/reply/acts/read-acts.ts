import type { DisplayUnits } from '../../../../training/rules/units.ts';
import type { ChatContext } from '../../../contract/chat.ts';
import { detect, readMessage } from '../../../rules/autolog.ts';
import type { Detection, MessageReading } from '../../../rules/autolog.ts';
import { inSlices } from '../in-slices.ts';

/**
 * What the grammar, our own reader of English sentences, found in a message. Each reply reads its message once, even if
 * a model proposes activities later.
 */
export interface ReadMessage {
  reading: MessageReading;
  /** The detected activities in the order in which the message contains them. */
  detections: Detection[];
}

/**
 * Read a whole message in slices. The longest messages take a tenth of a second, which must not block other work on the
 * event loop [AL1].
 */
export async function readActs(
  message: string,
  context: ChatContext | undefined,
  units: DisplayUnits,
): Promise<ReadMessage> {
  const reading = await inSlices(readMessage(message, units));
  return { reading, detections: await inSlices(detect(reading, context)) };
}
