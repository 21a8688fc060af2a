import type { Envelope } from '../../../domain/contract/index.ts';
import type { Recorder } from '../history.ts';

export type Answer = { ok: true; data: unknown } | { ok: false; code: string; retryable: boolean };

/** The connection between a device and the server. It may break and be opened again. */
export interface DeviceLink {
  connected(): boolean;
  /** Sends the operation once. Returns undefined if no answer came; then the caller must send it again [M1]. */
  request(operation: string, input: object, opId: string): Promise<Answer | undefined>;
  /**
   * Puts the operation into the device's queue until there is a connection. Resolves when its outcome is known, even if
   * the application restarts in between. Missing on devices without a queue.
   */
  enqueue?(operation: string, input: object, opId: string): Promise<void>;
  /** Returns the seq of the last event that this device has received on a stream. */
  seq(stream: string): number;
  /** Closes the application. Its state is kept. */
  leave(): void;
  /** Starts the application again, with the state that was kept. */
  comeBack(): void;
}

export interface LinkOptions {
  id: string;
  url: string;
  accessToken: string;
  refreshToken: string;
  recorder: Recorder;
  /** Called once for each durable event that arrives. */
  onEvent(envelope: Envelope): void;
}
