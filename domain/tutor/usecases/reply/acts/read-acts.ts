import type { DisplayUnits } from '../../../../training/rules/units.ts';
import type { ChatContext } from '../../../contract/chat.ts';
import { detect, readMessage } from '../../../rules/autolog.ts';
import type { Detection, MessageReading } from '../../../rules/autolog.ts';
import { inSlices } from '../in-slices.ts';

/** The result of the grammar for a message. The message is read once per reply, whatever a model proposes. */
export interface ReadMessage {
  reading: MessageReading;
  /** The detected acts in the order in which the message contains them. */
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
