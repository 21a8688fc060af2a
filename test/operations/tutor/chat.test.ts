import { beforeAll, describe, expect, it } from 'vitest';
import { openDevice, rest, signUp, textOf } from '../../support/api.ts';
import type { Device, Person } from '../../support/api.ts';
import { startNode } from '../../support/node.ts';

let url: string;
let ada: Person;
let device: Device;
let courseId: string;

beforeAll(async () => {
  ({ url } = await startNode({ OFFLINE_TUTOR_PACE_MS: '5' }));
});

const completed = (replyId: string) =>
  device.event('reply.completed', (data: { replyId: string }) => data.replyId === replyId);

describe('chat with the offline tutor', () => {
  beforeAll(async () => {
    ada = await signUp(url);
    device = await openDevice(url, ada.accessToken);
    courseId = (await device.call('course.create', { topic: 'Strength training' })).id;
  });

  it('[T1, T3, T4] acks immediately and streams, and the deltas are exactly the final text', async () => {
    const { replyId, messageId } = await device.call('chat.send', {
      courseId,
      message: 'How do I warm up before squats?',
    });
    const { d } = await completed(replyId);
    const data = d as { text: string; messageId: string };
    expect(data.messageId).toBe(messageId);
    expect(data.text.length).toBeGreaterThan(40);
    expect(textOf(device.deltas, replyId)).toBe(data.text);
  });

  it('[AL1–AL3] "did bench press 3x8 at 135 lbs" becomes three sets with a quote; undo removes them', async () => {
    const message = 'did bench press 3x8 at 135 lbs';
    const { replyId } = await device.call('chat.send', { courseId, message });
    const { autoLogged } = (await completed(replyId)).d as {
      autoLogged: { id: string; quote: string; quoteStart: number; status: string; data: { sets: object[] } }[];
    };
    expect(autoLogged).toHaveLength(1);
    const [entry] = autoLogged;
    expect(entry).toMatchObject({
      status: 'confirmed',
      data: {
        exerciseKey: 'bench_press',
        sets: [1, 2, 3].map(() => ({ weight: { value: 135, unit: 'lb' }, reps: 8 })),
      },
    });
    expect(message.slice(entry!.quoteStart, entry!.quoteStart + entry!.quote.length)).toBe(entry!.quote);
    await device.event(
      'streak.updated',
      (data: { scope: string; current: number }) => data.scope === 'overall' && data.current === 1,
    );
    await device.call('progress.undo', { progressId: entry!.id });
    await device.event(
      'streak.updated',
      (data: { scope: string; current: number; reason?: string }) => data.current === 0 && data.reason === 'undone',
    );
  });

  it('[AL4] "not 3x8, it was 3x6" corrects the last entry; "100 for 5" said twice is two acts', async () => {
    const tell = async (message: string) => {
      const { replyId } = await device.call('chat.send', { courseId, message });
      return ((await completed(replyId)).d as { autoLogged: { id: string; data: { sets: { reps: number }[] } }[] })
        .autoLogged;
    };
    const [first] = await tell('did squats 3x8 at 100 kg');
    const [corrected] = await tell('not 3x8, it was 3x6');
    expect(corrected).toMatchObject({
      id: first!.id,
      data: { sets: [1, 2, 3].map(() => ({ weight: { value: 100, unit: 'kg' }, reps: 6 })) },
    });
    const [one, two] = [await tell('100 for 5'), await tell('100 for 5')];
    expect(one[0]!.id).not.toBe(two[0]!.id);
  });

  it('[AL3] a question is not logged; pain with numbers from the context is logged for review, and remembered', async () => {
    const { replyId } = await device.call('chat.send', { courseId, message: 'should I do 3x8?' });
    expect(((await completed(replyId)).d as { autoLogged: object[] }).autoLogged).toEqual([]);
    const pain = await device.call('chat.send', {
      courseId,
      message: 'I felt my back pull during shoulder press, is that normal?',
      context: { currentExercise: 'shoulder_press', weight: '25lbs', repsCompleted: 5 },
    });
    const { autoLogged, memoryUpdates } = (await completed(pain.replyId)).d as {
      autoLogged: object[];
      memoryUpdates: object[];
    };
    expect(autoLogged).toMatchObject([
      { status: 'unconfirmed', needsAttention: true, data: { exerciseKey: 'shoulder_press' } },
    ]);
    expect(memoryUpdates).toMatchObject([{ memoryType: 'struggle' }]);
  });

  it('a request on REST waits for the reply', async () => {
    const { status, body } = await rest(url, 'POST', `/courses/${courseId}/chat/messages`, {
      token: ada.accessToken,
      body: { message: 'What is next?' },
      headers: { 'x-request-id': 'req_xyz789' },
    });
    expect(status).toBe(200);
    expect(body).toMatchObject({ requestId: 'req_xyz789', retryable: false, autoLogged: [] });
    expect(body.response.length).toBeGreaterThan(10);
  });

  it('[T5] stop keeps the text written so far; stopping again changes nothing', async () => {
    const { replyId } = await device.call('chat.send', {
      courseId,
      message: 'Tell me everything about the modules of this course',
    });
    await expect.poll(() => textOf(device.deltas, replyId).length).toBeGreaterThan(0);
    await device.call('chat.stop', { replyId });
    const stopped = await device.event('reply.stopped', (data: { replyId: string }) => data.replyId === replyId);
    expect((stopped.d as { text: string }).text).toBe(textOf(device.deltas, replyId));
    expect(await device.call('chat.stop', { replyId })).toEqual({ replyId, state: 'stopped' });
    const history = await device.call('chat.history', { courseId });
    expect(history.data.find((message) => message.id === replyId)).toMatchObject({
      state: 'stopped',
      role: 'assistant',
    });
  });

  it('[T6] while a reply runs: reject answers busy, enqueue keeps the order, interrupt stops the running reply', async () => {
    const first = await device.call('chat.send', { courseId, message: 'Explain progressive overload' });
    await expect(device.call('chat.send', { courseId, message: 'no', whileBusy: 'reject' })).rejects.toMatchObject({
      code: 'busy',
    });
    const second = await device.call('chat.send', { courseId, message: 'and rest days?' });
    await completed(second.replyId);
    const order = device.events
      .filter((event) => event.t === 'reply.completed')
      .map((event) => (event.d as { replyId: string }).replyId);
    expect(order.slice(-2)).toEqual([first.replyId, second.replyId]);
    const third = await device.call('chat.send', {
      courseId,
      message: 'Tell me everything about the modules of this course',
    });
    await expect.poll(() => textOf(device.deltas, third.replyId).length).toBeGreaterThan(0);
    const fourth = await device.call('chat.send', { courseId, message: 'hello', whileBusy: 'interrupt' });
    await device.event('reply.stopped', (data: { replyId: string }) => data.replyId === third.replyId);
    await completed(fourth.replyId);
  });

  it('chat.stream sends the same as Server-Sent Events and resumes with Last-Event-ID', async () => {
    const { messageId, replyId } = await device.call('chat.send', { courseId, message: 'What is a deload?' });
    const { text } = (await completed(replyId)).d as { text: string };
    const read = async (headers: Record<string, string>) => {
      const abort = new AbortController();
      const response = await fetch(`${url}/api/v1/courses/${courseId}/chat/stream?after=${messageId}`, {
        headers: { authorization: `Bearer ${ada.accessToken}`, ...headers },
        signal: abort.signal,
      });
      expect(response.headers.get('content-type')).toContain('text/event-stream');
      let body = '';
      for await (const chunk of response.body!) {
        body += new TextDecoder().decode(chunk);
        if (body.includes('event: reply.completed')) break;
      }
      abort.abort();
      return body;
    };
    const said = (body: string) =>
      [...body.matchAll(/event: reply\.delta\n(?:id: .*\n)?data: (.*)/g)]
        .map((match) => JSON.parse(match[1]!).text)
        .join('');
    expect(said(await read({}))).toBe(text);
    expect(said(await read({ 'last-event-id': `${replyId}:1:10` }))).toBe(text.slice(10));
    const refused = await rest(url, 'GET', `/courses/${courseId}/chat/stream`, {
      token: ada.accessToken,
      headers: { 'last-event-id': 'abc' },
    });
    expect([refused.status, refused.body.code]).toEqual([400, 'validation_failed']);
  });

  it('a page of history ends early if it would be too large for one answer, and the next page continues there', async () => {
    const { id } = await device.call('course.create', { topic: 'Strength training' });
    const sent: string[] = [];
    for (let n = 0; n < 12; n += 1) {
      const message = '引'.repeat(16_000);
      sent.push((await device.call('chat.send', { courseId: id, message })).messageId);
    }
    const bytes = (page: object) => Buffer.byteLength(JSON.stringify(page));
    const read: string[] = [];
    let before: string | undefined;
    for (let more = true; more;) {
      const page = await device.call('chat.history', { courseId: id, limit: 100, before });
      expect(bytes(page)).toBeLessThan(300 * 1024);
      expect(page.data.length).toBeGreaterThan(0);
      read.unshift(...page.data.map((message) => message.id));
      before = page.meta.cursor.before ?? undefined;
      more = page.meta.cursor.hasMore;
    }
    expect(read.filter((each) => sent.includes(each))).toEqual(sent);
    const first = await device.call('chat.history', { courseId: id, limit: 100, after: sent[0] });
    expect(bytes(first)).toBeLessThan(300 * 1024);
    expect(first.data.find((message) => message.role === 'user')?.id).toBe(sent[1]);
    expect(first.meta.cursor.hasMore).toBe(true);
  });

  it('a stranger can neither read, stop nor resume', async () => {
    const { replyId } = await device.call('chat.send', { courseId, message: 'hello' });
    const eve = await openDevice(url, (await signUp(url)).accessToken);
    await expect(eve.call('chat.stop', { replyId })).rejects.toMatchObject({ code: 'not_found' });
    await expect(eve.call('chat.resume', { replyId, attempt: 1, offset: 0 })).rejects.toMatchObject({
      code: 'not_found',
    });
    await expect(eve.call('chat.history', { courseId })).rejects.toMatchObject({ code: 'not_found' });
    await expect(eve.call('chat.send', { courseId, message: 'hi' })).rejects.toMatchObject({ code: 'not_found' });
  });
});
