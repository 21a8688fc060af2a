import type { Envelope } from '../../../domain/contract/index.ts';
import type { Recorder } from '../history.ts';

export type Answer = { ok: true; data: unknown } | { ok: false; code: string; retryable: boolean };

/** The connection of a device, which may break and be opened again. */
export interface DeviceLink {
  connected(): boolean;
  /** Sends the operation once. Returns undefined if no answer came, so that the caller must send it again [M1]. */
  request(operation: string, input: object, opId: string): Promise<Answer | undefined>;
  /**
   * Queues the operation until there is a connection, on devices with a queue. Settles with the outcome, even if the
   * application restarts in between.
   */
  enqueue?(operation: string, input: object, opId: string): Promise<void>;
  /** Returns the last seq of a stream that this device has received. */
  seq(stream: string): number;
  /** Ends the application, which keeps its state. */
  leave(): void;
  /** Starts the application again. */
  comeBack(): void;
}

export interface LinkOptions {
  id: string;
  url: string;
  accessToken: string;
  refreshToken: string;
  recorder: Recorder;
  /** Called once with each durable event. */
  onEvent(envelope: Envelope): void;
}
