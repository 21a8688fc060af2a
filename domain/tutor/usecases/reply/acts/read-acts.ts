import type { DisplayUnits } from '../../../../training/rules/units.ts';
import type { ChatContext } from '../../../contract/chat.ts';
import { detect, readMessage } from '../../../rules/autolog.ts';
import type { Detection, MessageReading } from '../../../rules/autolog.ts';
import { inSlices } from '../in-slices.ts';

/** What the grammar read in a message. It is read once for a reply, whatever a model proposes. */
export interface ReadMessage {
  reading: MessageReading;
  /** In the order in which they are told. */
  detections: Detection[];
}

/** Read a message whole, in slices: the longest ones take a tenth of a second, and must hold nobody up [AL1]. */
export async function readActs(
  message: string,
  context: ChatContext | undefined,
  units: DisplayUnits,
): Promise<ReadMessage> {
  const reading = await inSlices(readMessage(message, units));
  return { reading, detections: await inSlices(detect(reading, context)) };
}
