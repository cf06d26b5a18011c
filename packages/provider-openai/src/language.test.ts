import { type LanguagePart, systemRuntime } from '@buttdial/core';
import { fakeRuntime } from '@buttdial/testing';
import { describe, expect, it } from 'vitest';
import { openaiWorld } from '../test/worlds.ts';
import { createOpenai, type OpenaiConfig } from './index.ts';

const url = 'https://api.openai.com/v1/chat/completions';
const call = { signal: new AbortController().signal, idempotencyKey: 'key' };
const request = { system: 'Hello.', turns: [{ role: 'user', text: 'Hi.' }], maxTokens: 20 } as const;

async function all(parts: AsyncIterable<LanguagePart>): Promise<readonly LanguagePart[]> {
  const list: LanguagePart[] = [];
  for await (const part of parts) list.push(part);
  return list;
}

/** An answer of some server that calls itself compatible. */
function streamed(...chunks: readonly (object | string)[]) {
  const body = chunks.map(chunk => `data: ${typeof chunk === 'string' ? chunk : JSON.stringify(chunk)}\n\n`).join('');
  return {
    request: { method: 'POST', url },
    response: { status: 200, headers: { 'content-type': 'text/event-stream' }, body },
  };
}
const delta = (fields: object, finish_reason: string | null = null) => ({
  choices: [{ index: 0, delta: fields, finish_reason }],
});
const replyTo = (exchange: ReturnType<typeof streamed>) =>
  all(createOpenai({ apiKey: 'sk-1' }, fakeRuntime({ exchanges: [exchange] })).language.reply(request, call));

describe('servers that are nearly OpenAI', () => {
  it('may leave out the end mark, the tokens, and the ids and numbers of tool calls', async () => {
    const made = { function: { name: 'hang_up', arguments: '{}' } };
    const parts = await replyTo(
      streamed(delta({ role: 'assistant', content: null }), delta({ tool_calls: [made, made] }, 'tool_calls')),
    );
    expect(parts).toMatchObject([
      { kind: 'tool-call', name: 'hang_up', arguments: '{}' },
      { kind: 'tool-call', name: 'hang_up', arguments: '{}' },
      { kind: 'end', reason: 'tool-calls' },
    ]);
    const ids = parts.flatMap(part => (part.kind === 'tool-call' ? [part.id] : []));
    expect(new Set(ids).size).toBe(2);
  });
  it('may call tools and say "stop"', async () => {
    const made = { index: 0, id: 'call_1', function: { name: 'hang_up', arguments: '' } };
    expect((await replyTo(streamed(delta({ tool_calls: [made] }), delta({}, 'stop'), '[DONE]'))).at(-1)).toEqual({
      kind: 'end',
      reason: 'tool-calls',
    });
  });
  it('may send comments and whatever else is no choice', async () => {
    const parts = await replyTo(streamed({ object: 'ping' }, delta({ content: 'Yes.' }), delta({}, 'stop'), '[DONE]'));
    expect(parts).toEqual([
      { kind: 'text', text: 'Yes.' },
      { kind: 'end', reason: 'stop' },
    ]);
  });
  it('may not end in the middle, however politely, nor send what cannot be read', async () => {
    for (const answer of [streamed(delta({ content: 'Ye' })), streamed('[DONE]'), streamed('<html>')])
      await expect(replyTo(answer)).rejects.toMatchObject({ details: { fault: { kind: 'unavailable' } } });
  });
});

describe('what OpenAI says', () => {
  it('in place of an answer is told by its code, and by the pause it asks for', async () => {
    const refused = (status: number, error: object, headers = {}) => ({
      ...streamed(),
      response: {
        status,
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify({ error }),
      },
    });
    const faults: readonly [ReturnType<typeof streamed>, object][] = [
      [refused(429, { code: 'insufficient_quota' }), { kind: 'out-of-funds' }],
      [
        refused(429, { code: 'rate_limit_exceeded' }, { 'retry-after-ms': '431' }),
        { kind: 'rate-limited', retryAfterMs: 431 },
      ],
      [refused(404, { code: 'model_not_found' }), { kind: 'invalid' }],
      [refused(400, { code: 'unsupported_parameter', param: 'max_tokens' }), { kind: 'unsupported' }],
      [
        refused(400, { code: null, type: 'invalid_request_error' }),
        { kind: 'invalid', vendorCode: 'invalid_request_error' },
      ],
      [refused(403, { code: 'constructor' }), { kind: 'credentials', vendorCode: 'constructor' }],
    ];
    for (const [exchange, fault] of faults)
      await expect(replyTo(exchange)).rejects.toMatchObject({ details: { fault } });
  });
  it('in the middle of an answer is a fault too', async () => {
    const answer = streamed(delta({ content: 'Ye' }), { error: { code: 'server_error', message: 'secret words' } });
    await expect(replyTo(answer)).rejects.toMatchObject({
      message: expect.not.stringContaining('secret'),
      details: { fault: { kind: 'unavailable', vendorCode: 'server_error' } },
    });
  });
  it('as a refusal is spoken, and said to be one', async () => {
    expect(await replyTo(streamed(delta({ refusal: 'I may not.' }), delta({}, 'stop')))).toEqual([
      { kind: 'text', text: 'I may not.' },
      { kind: 'end', reason: 'refused' },
    ]);
  });
});

describe('a model that takes too long', () => {
  const late: Partial<OpenaiConfig> = { timeoutMs: 150 };
  it.each([
    ['to begin', { replies: [{ text: 'Yes.', thinkMs: 60_000 }], config: late }],
    ['in the middle', { replies: [{ text: 'Yes, gladly.', wordMs: 60_000 }], config: late }],
    ['to answer at all', { fault: { kind: 'hanging' as const }, config: late }],
  ])('%s is left', async (_, options) => {
    const world = openaiWorld(options);
    await expect(all(world.language.reply(request, call))).rejects.toMatchObject({
      code: 'unavailable',
      details: { fault: { kind: 'unavailable' } },
    });
    await expect.poll(() => world.open()).toBe(0);
  });
});

describe('a listener that takes long', () => {
  it('is waited for', async () => {
    const { language } = openaiWorld({ replies: [{ text: 'One two three.' }], config: { timeoutMs: 40 } });
    const heard: string[] = [];
    for await (const part of language.reply(request, call)) {
      if (part.kind === 'text') heard.push(part.text);
      if (heard.length === 1) await systemRuntime().sleep(150);
    }
    expect(heard.join('')).toBe('One two three.');
  });
});

describe('the request', () => {
  it('names the field for the longest answer as the server knows it, and how much to reason', async () => {
    const bodies: object[] = [{ max_completion_tokens: 20 }, { max_tokens: 20, reasoning_effort: 'none' }];
    const configs: Partial<OpenaiConfig>[] = [{}, { maxTokensField: 'max_tokens', reasoningEffort: 'none' }];
    for (const [index, config] of configs.entries()) {
      const exchange = streamed(delta({}, 'stop'));
      const runtime = fakeRuntime({
        exchanges: [{ ...exchange, request: { ...exchange.request, body: bodies[index] as never } }],
      });
      await all(createOpenai({ apiKey: 'sk-1', ...config }, runtime).language.reply(request, call));
      runtime.settled();
    }
  });
});
