import { once } from 'node:events';
import { WebSocket } from 'ws';
import { newId } from '../../domain/ids.ts';

/** When a reply was requested, when its first text arrived and when it ended, in milliseconds since 1970. */
export interface Answered {
  askedAt: number;
  firstAt: number;
  endedAt: number;
  /** When the provider, which stands in for the model, sent the first token. */
  firstToken: number;
  end: string;
}

export interface Asker {
  /** Sends a message and waits for its reply. Only one call may run at a time. */
  ask(message: string): Promise<Answered>;
}

/** Open a minimal client, which sends messages and records when each reply begins and ends. */
export async function openAsker(url: string, token: string, courseId: string): Promise<Asker> {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket`, {
    perMessageDeflate: false,
  });
  const ready = Promise.withResolvers<void>();
  let current: (Partial<Answered> & { done(end: string): void }) | undefined;
  socket.on('error', ready.reject);
  socket.on('message', (data: Buffer) => {
    if (data[0] === 0x32 && data.length === 1) return socket.send('3');
    const text = data.toString('latin1');
    if (text.startsWith('42["ready"')) ready.resolve();
    else if (text.startsWith('42["reply.delta"')) {
      if (!current || current.firstAt !== undefined) return;
      current.firstAt = now();
      current.firstToken = Number(/"text":"(\d+\.?\d*)/.exec(text)?.[1]);
    } else if (text.startsWith('430[')) {
      const refusal = /"ok":false.*"code":"(\w+)"/.exec(text)?.[1];
      if (refusal) current?.done(refusal);
    } else {
      const end = /"t":"(reply\.(?:completed|stopped|failed))"/.exec(text)?.[1];
      if (end) current?.done(end);
    }
  });
  await once(socket, 'open');
  socket.send(`40${JSON.stringify({ token, protocol: 1 })}`);
  await ready.promise;

  return {
    ask(message) {
      const { promise, resolve } = Promise.withResolvers<Answered>();
      const askedAt = now();
      current = {
        done(end) {
          const { firstAt = now(), firstToken = now() } = current ?? {};
          resolve({ askedAt, firstAt, firstToken, endedAt: now(), end });
        },
      };
      socket.send(`420["chat.send",${JSON.stringify({ courseId, message })},${JSON.stringify({ opId: newId() })}]`);
      return promise;
    },
  };
}

const now = () => performance.timeOrigin + performance.now();
