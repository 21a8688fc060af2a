import { onCleanup } from '../support/cleanup.ts';

type Frame = string | ArrayBuffer;

/** A WebSocket whose frames are read one at a time. Frames that arrive between two reads are kept. */
export interface FrameSocket {
  /** Returns the next frame that is not a ping. Rejects when the socket is closed. */
  next(): Promise<Frame>;
  send(...frames: (string | Uint8Array<ArrayBuffer>)[]): void;
  readonly opened: Promise<void>;
  readonly closed: Promise<void>;
}

const PING = '2';

export function connectFrames(url: string): FrameSocket {
  const socket = new WebSocket(url);
  socket.binaryType = 'arraybuffer';
  onCleanup(() => socket.close());
  const frames: Frame[] = [];
  const readers: PromiseWithResolvers<Frame>[] = [];
  const opened = Promise.withResolvers<void>();
  const closed = Promise.withResolvers<void>();
  opened.promise.catch(() => undefined);
  socket.addEventListener('open', () => opened.resolve());
  socket.addEventListener('message', ({ data }: MessageEvent<Frame>) => {
    if (data === PING) return;
    const reader = readers.shift();
    if (reader) reader.resolve(data);
    else frames.push(data);
  });
  socket.addEventListener('close', () => {
    closed.resolve();
    opened.reject(new Error('closed before it opened'));
    for (const reader of readers) reader.reject(new Error('closed'));
  });
  return {
    next() {
      const frame = frames.shift();
      if (frame !== undefined) return Promise.resolve(frame);
      const reader = Promise.withResolvers<Frame>();
      readers.push(reader);
      return reader.promise;
    },
    send: (...all) => all.forEach((frame) => socket.send(frame)),
    opened: opened.promise,
    closed: closed.promise,
  };
}
