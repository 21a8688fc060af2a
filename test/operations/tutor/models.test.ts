import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Suggest } from '../../../domain/tutor/contract/tools.ts';
import type { Model, ModelChunk, ModelRequest, TutorContext } from '../../../domain/tutor/ports.ts';
import { offlineTutor } from '../../../server/integrations/models/offline/tutor.ts';
import { openAiEmbedder, openAiModel } from '../../../server/integrations/models/openai.ts';
import { overlap, resilientModel } from '../../../server/integrations/models/resilient.ts';
import { createTokenizer } from '../../../server/integrations/models/tokenizer.ts';
import { startModelServer, words } from '../../support/model-server.ts';
import type { ModelServer, Step } from '../../support/model-server.ts';

const context = {
  course: { title: 'Strength' },
  modules: [],
  message: 'hello',
  units: { weight: 'kg', distance: 'km' },
  logged: [],
  recent: [],
  memories: [],
  feedback: [],
} as unknown as TutorContext;
const request: ModelRequest = {
  messages: [{ role: 'user', content: 'hello' }],
  tools: [],
  context,
  maxTokens: 100,
  temperature: 0,
};

function modelOf(
  server: ModelServer,
  {
    fallback,
    idleTimeoutMs = 2_000,
    resetMs = 60_000,
  }: { fallback?: ModelServer; idleTimeoutMs?: number; resetMs?: number } = {},
) {
  const seen: string[] = [];
  const provider = (baseUrl: string, model: string) => ({
    name: model,
    model: openAiModel({ baseUrl, model, idleTimeoutMs, tokenizer: createTokenizer() }),
  });
  const model = resilientModel({
    providers: [provider(server.url, 'first'), ...(fallback ? [provider(fallback.url, 'second')] : [])],
    offline: offlineTutor({ paceMs: 0 }),
    retries: 3,
    breaker: { failures: 5, resetMs },
    backoffMs: 1,
    onEvent: ({ type, provider: name, reason }) => seen.push([type, name, reason].filter(Boolean).join(' ')),
  });
  return { model, seen };
}

async function run(model: Model, signal = new AbortController().signal, asked = request) {
  const chunks: ModelChunk[] = [];
  for await (const chunk of model.stream(asked, signal)) chunks.push(chunk);
  const text = chunks.map((chunk) => (chunk.type === 'text' ? chunk.text : '')).join('');
  return { chunks, text, end: chunks.findLast((chunk) => chunk.type === 'end') };
}

const whole = 'One two three four five six seven eight nine ten.';
/**
 * A model's text was cut off at `at`. Return the positions at which the model may continue: there, or at the start of
 * any earlier word.
 */
const goingOn = (text: string, at: number) => [
  at,
  ...[...text.slice(0, at).matchAll(/\w+/g)].map(({ index }) => index),
];

const say = (text: string): Step => ({ say: text });

describe('[MO1] Chat Completions', () => {
  it('streams text, assembles tool calls, and reports usage', async () => {
    const server = await startModelServer(() => [
      say('Well '),
      say('done.'),
      { tool: 'suggest', arguments: { suggestions: ['Rest'] } },
    ]);
    const { text, chunks, end } = await run(modelOf(server).model);
    expect(text).toBe('Well done.');
    expect(chunks).toContainEqual({
      type: 'tool',
      call: { id: 'call_0', name: 'suggest', arguments: '{"suggestions":["Rest"]}' },
    });
    expect(end).toMatchObject({
      reason: 'tools',
      usage: { inputTokens: 10, outputTokens: 2 },
      model: 'first',
      degraded: false,
    });
  });

  it('embeds as unit vectors of 1,536 numbers', async () => {
    const server = await startModelServer(() => []);
    const [vector] = await openAiEmbedder({ baseUrl: server.url, model: 'e', idleTimeoutMs: 1_000 }).embed(['hello']);
    expect(vector).toHaveLength(1_536);
    expect(Math.hypot(...vector!)).toBeCloseTo(1);
  });

  it('closes the connection to the provider after an abort', async () => {
    const server = await startModelServer(() => [say('a'), { wait: 20_000 }, say('b')]);
    const abort = new AbortController();
    const running = (async () => {
      for await (const _chunk of modelOf(server).model.stream(request, abort.signal)) abort.abort();
    })();
    await expect(running).rejects.toThrow();
    await expect.poll(() => server.aborted()).toBe(1);
    expect(server.requests).toHaveLength(1);
  });
});

describe('[MO2] when the provider fails', () => {
  it('after 429, 500 and then an answer there were two retries', async () => {
    const server = await startModelServer(
      (_request, n) => [[{ status: 429, retryAfter: 0 }], [{ status: 500 }], [say('ok')]][n - 1] as Step[],
    );
    const { model, seen } = modelOf(server);
    expect((await run(model)).text).toBe('ok');
    expect(seen).toEqual(['retry first rate_limit', 'retry first server']);
  });

  it('a refusal is not retried, and the fallback model answers', async () => {
    const server = await startModelServer(() => [{ status: 401 }]);
    const fallback = await startModelServer(() => [say('from the second')]);
    const { end, text } = await run(modelOf(server, { fallback }).model);
    expect([text, end?.model, server.requests.length]).toEqual(['from the second', 'second', 1]);
  });

  it('when no model answers, the offline tutor does, and the reply is degraded', async () => {
    const server = await startModelServer(() => [{ status: 503 }]);
    const { model, seen } = modelOf(server);
    const { end, text } = await run(model);
    expect(end).toMatchObject({ degraded: true, model: 'offline-tutor' });
    expect(text).toContain('offline tutor');
    expect(server.requests).toHaveLength(4);
    expect(seen.at(-1)).toBe('degraded offline');
  });

  it('the offline tutor’s suggestions can be stored, wherever a long title is cut', async () => {
    for (let length = 70; length < 76; length++) {
      const title = `deload ${'x'.repeat(length - 7)}💪💪💪`;
      const modules = [{ title, content: { keyPoints: ['deload'] } }] as unknown as TutorContext['modules'];
      const asked = { ...request, context: { ...context, modules, message: 'Tell me about the deload' } };
      const { chunks } = await run(offlineTutor({ paceMs: 0 }), undefined, asked);
      const [call] = chunks.flatMap((chunk) => (chunk.type === 'tool' ? [chunk.call] : []));
      const { suggestions } = Suggest.parse(JSON.parse(call!.arguments));
      expect(suggestions[1]).toMatch(/^Open deload x+(💪)*$/u);
    }
  });

  it('the breaker opens after five failures in a row, and admits one probe when its time is over', async () => {
    let broken = true;
    const server = await startModelServer(() => (broken ? [{ status: 500 }] : [say('back')]));
    const { model, seen } = modelOf(server, { resetMs: 300 });
    await run(model);
    await run(model);
    expect(seen).toContain('breaker_open first');
    const before = server.requests.length;
    expect((await run(model)).end).toMatchObject({ degraded: true });
    expect(server.requests).toHaveLength(before);
    broken = false;
    await new Promise((resolve) => setTimeout(resolve, 350));
    expect((await run(model)).text).toBe('back');
  });

  describe('a stopped reply does not count as a success or failure of the provider', () => {
    function start(model: Model) {
      const abort = new AbortController();
      const ended = run(model, abort.signal);
      ended.catch(() => undefined);
      return async function stop() {
        abort.abort();
        await expect(ended).rejects.toThrow(/abort/);
      };
    }
    async function asked(server: ModelServer, times: number) {
      await expect.poll(() => server.requests.length, { timeout: 15_000 }).toBe(times);
    }

    it('five replies that are stopped before the first word leave the breaker closed', async () => {
      const server = await startModelServer((_request, n) => (n <= 5 ? [{ wait: 20_000 }] : [say('here')]));
      const { model, seen } = modelOf(server, { idleTimeoutMs: 20_000 });
      for (let n = 1; n <= 5; n += 1) {
        const stop = start(model);
        await asked(server, n);
        await stop();
      }
      expect((await run(model)).text).toBe('here');
      expect(seen).toEqual([]);
    });

    it('a stopped probe decides nothing, so another probe is made; callers that wait for its result can stop too', async () => {
      let [broken, silent] = [true, false];
      const server = await startModelServer(() =>
        broken ? [{ status: 500 }] : silent ? [{ wait: 20_000 }] : [say('back')],
      );
      const { model, seen } = modelOf(server, { idleTimeoutMs: 20_000, resetMs: 300 });
      await run(model);
      await run(model);
      expect(seen).toContain('breaker_open first');
      [broken, silent] = [false, true];
      await new Promise((resolve) => setTimeout(resolve, 350));
      const before = server.requests.length;
      const stopProbe = start(model);
      await asked(server, before + 1);
      await start(model)();
      await stopProbe();
      silent = false;
      const asking = server.requests.length;
      expect((await run(model)).end).toMatchObject({ degraded: true });
      expect(server.requests).toHaveLength(asking);
      await new Promise((resolve) => setTimeout(resolve, 350));
      expect((await run(model)).text).toBe('back');
    });
  });

  it('a breaker that opens does not stop a reply that is streaming', async () => {
    const server = await startModelServer((_request, n) =>
      n === 1 ? [say('one '), { wait: 1_000 }, say('two')] : [{ status: 500 }],
    );
    const { model, seen } = modelOf(server);
    const healthy = run(model);
    await expect.poll(() => server.requests.length, { timeout: 15_000 }).toBe(1);
    await Promise.all([run(model), run(model)]);
    expect(seen).toContain('breaker_open first');
    const { text, end } = await healthy;
    expect([text, end?.degraded]).toEqual(['one two', false]);
  });

  it('a silent provider times out', async () => {
    const server = await startModelServer((_request, n) => (n === 1 ? [{ wait: 5_000 }] : [say('awake')]));
    const { model, seen } = modelOf(server, { idleTimeoutMs: 200 });
    expect((await run(model)).text).toBe('awake');
    expect(seen).toEqual(['retry first timeout']);
  });

  it('a reply that is cut in the middle continues there, whether or not the model repeats the end', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: whole.length - 1 }),
        fc.integer({ min: 0, max: 3 }),
        async (at, back) => {
          const from = goingOn(whole, at).at(-back) ?? 0;
          const server = await startModelServer((_request, n) =>
            n === 1 ? [say(whole.slice(0, at)), { cut: true }] : [say(whole.slice(from))],
          );
          const { text, end } = await run(modelOf(server).model);
          expect([text, end?.degraded]).toEqual([whole, false]);
          expect(server.requests[1]?.messages.at(-2)).toEqual({ role: 'assistant', content: whole.slice(0, at) });
        },
      ),
      { numRuns: 25 },
    );
  });

  it('a reply that is cut again and again keeps its text, and its end says that it is not complete', async () => {
    const server = await startModelServer((_request, n) =>
      n === 1 ? [...words(3), { cut: true }] : [{ status: 500 }],
    );
    const { text, end } = await run(modelOf(server).model);
    expect(text).toMatch(/^word0 word1 word2 \n\n.*not complete/);
    expect(end).toMatchObject({ degraded: true });
  });
});

it('overlap finds the text that a continuation repeats', () => {
  expect(overlap('the quick brown', 'brown fox')).toBe(5);
  expect(overlap('the quick', 'brown')).toBe(0);
  for (let at = 1; at < whole.length; at += 1)
    for (const from of goingOn(whole, at)) {
      const [said, head] = [whole.slice(0, at), whole.slice(from)];
      expect(said + head.slice(overlap(said, head))).toBe(whole);
    }
  expect(overlap('what I', 'I think')).toBe(1);
  expect(overlap('one two thre', 'e four')).toBe(0);
  expect(overlap('one two ', ' three')).toBe(1);
});
