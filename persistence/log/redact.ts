import { rows } from '../database/sql.ts';
import type { Handle } from '../database/sql.ts';
import type { PendingEvent } from './event-append.ts';

/** Events of these types, whose data name the id in this field. */
export interface Told {
  types: readonly string[];
  field: string;
  id: string;
}

const REDACT = `
  UPDATE stream_events SET type = $4::text, data = $5::json
  WHERE stream = $1::text AND type = ANY($2::text[]) AND data->>$6::text = $3::text`;

/** Puts another event in the place of those; seq and id stay, so that no device sees a gap. */
export async function redact(handle: Handle, { types, field, id }: Told, instead: PendingEvent): Promise<void> {
  await rows(handle, REDACT, [instead.stream, types, id, instead.type, instead.json, field]);
}

/** Ends a stream whose owner is gone. The head stays: a cursor into the stream finds nothing behind it. */
export async function endStream(handle: Handle, stream: string): Promise<void> {
  await rows(handle, 'DELETE FROM stream_events WHERE stream = $1::text', [stream]);
}
