import type { Envelope } from '../../../domain/contract/index.ts';
import type { Recorder } from '../history.ts';

export type Answer = { ok: true; data: unknown } | { ok: false; code: string; retryable: boolean };

/** A device's connection, however often it breaks. */
export interface DeviceLink {
  connected(): boolean;
  /** One try to have it done; undefined where no answer came, so that it has to be asked again [M1]. */
  request(operation: string, input: object, opId: string): Promise<Answer | undefined>;
  /** Keeps it until there is a connection, on devices that do so; settles with its outcome, whichever life sees it. */
  enqueue?(operation: string, input: object, opId: string): Promise<void>;
  /** The last seq of a stream that this device has. */
  seq(stream: string): number;
  /** The application ends, and keeps what it had. */
  leave(): void;
  /** It is started again. */
  comeBack(): void;
}

export interface LinkOptions {
  id: string;
  url: string;
  accessToken: string;
  refreshToken: string;
  recorder: Recorder;
  /** Each durable event, once. */
  onEvent(envelope: Envelope): void;
}
