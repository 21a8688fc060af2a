import { randomUUID } from 'node:crypto';
import { newId } from '../../domain/ids.ts';
import { openDevice, rest, signUp } from './api.ts';
import type { Device, Person } from './api.ts';
import type { Input } from './contract-calls.ts';

/** The ids of the entities that belong to one user. The keys are the names of the input fields that take the ids. */
export interface Ids {
  userId: string;
  courseId: string;
  moduleId: string;
  sessionId: string;
  progressId: string;
  messageId: string;
  replyId: string;
  memoryId: string;
}

export interface Owner extends Person {
  device: Device;
  ids: Ids;
  /** A word that every private text of this user contains. A test can search for it in answers to others. */
  secret: string;
}

/** Register a user with one entity of each kind: a private course, a session, an entry, a conversation and a memory. */
export async function createOwner(url: string): Promise<Owner> {
  const person = await signUp(url);
  const device = await openDevice(url, person.accessToken);
  const secret = `secret${randomUUID().slice(0, 8)}`;
  const ids = await makeThings(device, secret);
  return { ...person, device, secret, ids: { userId: person.id, ...ids } };
}

async function makeThings(device: Device, secret: string): Promise<Omit<Ids, 'userId'>> {
  const course = await device.call('course.create', { topic: `Running ${secret}`, description: secret });
  const { data: modules } = await device.call('module.list', { courseId: course.id });
  const session = await device.call('session.start', { courseId: course.id, sessionType: 'practice' });
  await device.call('session.update', { sessionId: session.id, notes: secret });
  const sent = await device.call('chat.send', {
    courseId: course.id,
    message: `did bench press 3x8 at 60 kg ${secret}`,
  });
  await device.event('reply.completed', (reply: { replyId: string }) => reply.replyId === sent.replyId);
  const logged = await device.event('progress.logged');
  const memory = await device.call('memory.store', { memoryType: 'fact', key: 'secret', value: secret });
  return {
    courseId: course.id,
    moduleId: modules[1]!.id,
    sessionId: session.id,
    progressId: (logged.d as { id: string }).id,
    messageId: sent.messageId,
    replyId: sent.replyId,
    memoryId: memory.id,
  };
}

/** Register such a user and delete all of the entities. One that can't be deleted alone is deleted with its course. */
export async function furnishAndDelete(url: string): Promise<Ids> {
  const owner = await createOwner(url);
  const { device, ids, accessToken: token } = owner;
  await device.call('progress.delete', { progressId: ids.progressId });
  await device.call('memory.delete', { memoryId: ids.memoryId });
  await device.call('course.delete', { courseId: ids.courseId });
  await rest(url, 'DELETE', '/users/me', { token, body: { password: 'seven quiet herons' } });
  return ids;
}

export const unknownIds = (): Ids => ({
  userId: newId(),
  courseId: newId(),
  moduleId: newId(),
  sessionId: newId(),
  progressId: newId(),
  messageId: newId(),
  replyId: newId(),
  memoryId: newId(),
});

/**
 * Return the ids that may stand at this path of an operation's input. `parentId` takes the id of a message, and
 * `stream` the name of a user's or a course's stream.
 */
export function idAt(operation: string, path: string, ids: Ids): string[] {
  const field = path.split('.').at(-1) ?? '';
  if (field === 'stream') return [`user:${ids.userId}`, `course:${ids.courseId}`];
  if (field === 'context') return [ids.courseId];
  if (['parentId', 'branch', 'before', 'after'].includes(field)) return [ids.messageId];
  if (field === 'id') return [ids[IDS_OF_CREATIONS[operation] ?? 'courseId']];
  return [ids[field as keyof Ids] ?? ids.courseId];
}

const IDS_OF_CREATIONS: { [operation: string]: keyof Ids } = {
  'course.create': 'courseId',
  'memory.store': 'memoryId',
  'progress.log': 'progressId',
  'session.start': 'sessionId',
};

/**
 * Return the example input from the contract, with the user's own ids in place of the example's. The user may send it.
 */
export function ownInput(operation: string, example: unknown, ids: Ids): Input {
  const replaced = (value: unknown, path: string): unknown => {
    if (Array.isArray(value)) return value.map((one) => replaced(one, path));
    if (typeof value === 'string' && EXAMPLE_ID.test(value)) return idAt(operation, path, ids)[0];
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([field, below]) => [field, replaced(below, field)]));
  };
  return (replaced(example, '') ?? {}) as Input;
}

const EXAMPLE_ID = /01938a3c-5f00-7000-8000-000000000001/;
