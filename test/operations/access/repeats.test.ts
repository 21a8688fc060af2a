import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { createOwner, ownInput } from '../../support/belongings.ts';
import type { Owner } from '../../support/belongings.ts';
import { callSocket, contract } from '../../support/contract-calls.ts';
import type { Input, Outcome } from '../../support/contract-calls.ts';
import { sharedNode } from '../../support/node.ts';

/** The operations that sign the caller out or delete the account. */
const ENDS_ITS_CALLER = ['auth.logout', 'auth.revoke', 'user.delete'];

interface Call {
  name: string;
  input: Input;
  opId: string;
  first: Outcome;
}

describe('[M2] a command that is sent again', () => {
  let owner: Owner;
  const calls: Call[] = [];

  beforeAll(async () => {
    const { url } = await sharedNode();
    owner = await createOwner(url);
    const commands = contract.filter(
      ([name, { writes, socket }]) => writes && socket !== false && !ENDS_ITS_CALLER.includes(name),
    );
    const deletes = ([name]: [string, unknown]) => (/delete|undo/.test(name) ? (name === 'course.delete' ? 2 : 1) : 0);
    for (const [name, spec] of commands.sort((a, b) => deletes(a) - deletes(b))) {
      const input = ownInput(name, spec.example.input, owner.ids);
      const opId = randomUUID();
      calls.push({ name, input, opId, first: await callSocket(owner.device, name, input, opId) });
    }
  });

  it('gets its first answer, even if everything it names was deleted', async () => {
    const done = calls.filter(({ first }) => first.code === 'ok');
    expect(done.map(({ name }) => name)).toEqual(
      expect.arrayContaining([
        'chat.edit',
        'chat.send',
        'course.delete',
        'course.update',
        'memory.store',
        'memory.update',
      ]),
    );
    for (const { name, input, opId } of done)
      expect([name, (await callSocket(owner.device, name, input, opId)).code]).toEqual([name, 'ok']);
  });

  it('is refused if its input is different', async () => {
    const { name, input, opId } = calls.find((call) => call.name === 'memory.update')!;
    const outcome = await callSocket(owner.device, name, { ...input, key: 'another' }, opId);
    expect(outcome.code).toBe('operation_conflict');
  });

  it('is tried again if it failed before', async () => {
    const opId = randomUUID();
    const input = { topic: 'Chess', id: owner.ids.courseId };
    expect((await callSocket(owner.device, 'course.create', input, opId)).code).not.toBe('ok');
    expect((await callSocket(owner.device, 'course.create', { topic: 'Chess' }, opId)).code).toBe('ok');
  });
});
