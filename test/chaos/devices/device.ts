import { setTimeout as sleep } from 'node:timers/promises';
import { operations } from '../../../domain/contract/index.ts';
import type { Person } from '../../support/api.ts';
import type { Recorder } from '../history.ts';
import type { Lab } from '../lab/lab.ts';
import type { Random } from '../random.ts';
import type { DeviceLink } from './link.ts';
import { openRawLink } from './raw.ts';
import { openSdkLink } from './sdk.ts';
import { choose, learn } from './workload.ts';
import type { Knowledge } from './workload.ts';

export interface Device {
  id: string;
  kind: 'raw' | 'sdk';
  userId: string;
  /** The streams that the device follows. */
  streams: string[];
  link: DeviceLink;
  /** The index of the node that the device connects to, unless that node is down. */
  home: number;
  /** How far the device's clock is ahead of the true time, in milliseconds. */
  skewMs: number;
  /** Sends commands until `stop` is called. Then waits for the answers that are still missing. */
  work(): Promise<void>;
  stop(): void;
}

export interface DeviceOptions {
  id: string;
  kind: 'raw' | 'sdk';
  home: number;
  person: Person;
  courseId: string;
  lab: Lab;
  recorder: Recorder;
  random: Random;
  /** The average pause between two commands of the device, in milliseconds. */
  pauseMs: number;
}

const RETRY_MS = 300;
/**
 * The share of commands that are sent a second time before an answer has come. Real devices do so when their user is
 * impatient or when they change networks.
 */
const REPEATED = 0.08;
/** The share of commands that are sent once, without waiting for an answer, as if the application had been removed. */
const ABANDONED = 0.02;
/** If a command may wait offline and the device has a queue, the probability that it is put into the queue [M4]. */
const QUEUED = 0.6;
const AT_ONCE = 3;

const mayWait = (operation: string) => 'offline' in operations[operation as keyof typeof operations];

export async function openDevice(options: DeviceOptions): Promise<Device> {
  const { id, kind, person, courseId, lab, recorder, random, pauseMs } = options;
  const port = await lab.door(id, () => device.home);
  const knowledge: Knowledge = {
    courseId,
    entries: [],
    session: undefined,
    openReplies: new Set(),
    messages: [],
    replies: [],
  };
  const link = (kind === 'raw' ? openRawLink : openSdkLink)({
    id,
    url: `http://127.0.0.1:${port}`,
    accessToken: person.accessToken,
    refreshToken: person.refreshToken,
    recorder,
    onEvent: (envelope) => learn(knowledge, envelope),
  });
  const stopping = new AbortController();
  const running = new Set<Promise<void>>();

  async function once(operation: string, input: object, opId: string): Promise<boolean> {
    const answer = await link.request(operation, input, opId);
    if (answer?.ok) recorder.add({ kind: 'acked', device: id, opId, data: answer.data });
    else if (answer) recorder.add({ kind: 'refused', device: id, opId, code: answer.code });
    return answer !== undefined && (answer.ok || !answer.retryable || answer.code === 'busy');
  }

  /**
   * Send one command until an answer says that it succeeded or failed for good, over as many connections as needed
   * [M1].
   */
  async function perform(opId: string): Promise<void> {
    const { operation, input } = choose({ random, knowledge, skewMs: device.skewMs, mark: opId });
    const [repeats, abandons] = [random.chance(REPEATED), random.chance(ABANDONED)];
    const { progressId: target } = input as { progressId?: string };
    const queued = link.enqueue !== undefined && mayWait(operation) && random.chance(QUEUED);
    recorder.add({ kind: 'sent', device: id, opId, operation, target, queued });
    if (queued) return link.enqueue?.(operation, input, opId);
    if (abandons) return void once(operation, input, opId);
    if (repeats) void once(operation, input, opId);
    while (!(await once(operation, input, opId))) await sleep(RETRY_MS);
  }

  const device: Device = {
    id,
    kind,
    userId: person.id,
    streams: [`user:${person.id}`, `course:${courseId}`],
    link,
    home: options.home,
    skewMs: 0,
    async work() {
      const { signal } = stopping;
      while (!signal.aborted) {
        await sleep(pauseMs * 2 * random.next(), undefined, { signal }).catch(() => undefined);
        if (signal.aborted || running.size >= AT_ONCE) continue;
        const done: Promise<void> = perform(random.uuid()).finally(() => running.delete(done));
        running.add(done);
      }
      await Promise.all(running);
    },
    stop: () => stopping.abort(),
  };
  return device;
}
