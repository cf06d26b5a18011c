import { Agent } from 'node:https';
import { connect } from 'node:net';
import Anthropic from '@anthropic-ai/sdk';
import { systemRuntime, telephoneAudio } from '@buttdial/core';
import { readModem, toSamples } from '@buttdial/voice/wire';
import OpenAI from 'openai';
import { OpenAIRealtimeWS } from 'openai/realtime/ws';
import { afterEach, describe, expect, it } from 'vitest';
import { createSandbox, type NewModelScript, type Sandbox } from '../index.ts';

const [openaiKey, anthropicKey] = ['sk-sandbox', 'sk-ant-sandbox'];
let sandbox: Sandbox;
afterEach(() => sandbox.close());

function scripted(replies: NewModelScript['replies'] = []): Sandbox {
  const accounts = [{ name: 'ours', openai: { apiKey: openaiKey }, anthropic: { apiKey: anthropicKey } }];
  sandbox = createSandbox({ runtime: systemRuntime(), seed: 'models', accounts });
  sandbox.control.scriptModel('ours', { replies });
  return sandbox;
}
const tool = { name: 'take_note', arguments: { text: 'a "quoted" note' } };

describe('the simulated OpenAI, to the genuine SDK', () => {
  const client = (apiKey = openaiKey) =>
    new OpenAI({ apiKey, baseURL: 'http://sandbox.invalid/openai/v1', fetch: sandbox.fetch, maxRetries: 0 });
  const asked = {
    model: 'gpt-4.1-mini',
    messages: [{ role: 'user' as const, content: 'Hello?' }],
    stream_options: { include_usage: true },
    tools: [{ type: 'function' as const, function: { name: tool.name, parameters: { type: 'object' } } }],
  };

  it('streams text and tool calls', async () => {
    scripted([{ text: 'One moment.', tools: [tool] }]);
    const { choices, usage } = await client().chat.completions.stream(asked).finalChatCompletion();
    const call = choices[0]?.message.tool_calls?.[0];
    expect(choices[0]).toMatchObject({ finish_reason: 'tool_calls', message: { content: 'One moment.' } });
    expect(call?.type === 'function' && JSON.parse(call.function.arguments)).toEqual(tool.arguments);
    expect(usage?.total_tokens).toBeGreaterThan(0);
    expect(sandbox.ledger().alerts).toEqual([]);
  });
  it('breaks off as the script says', async () => {
    scripted([{ text: 'One two three four.', cutAfterWords: 2 }]);
    await expect(client().chat.completions.stream(asked).finalChatCompletion()).rejects.toThrow();
  });
  it('refuses a strange key and every field that it does not know, and writes the second down', async () => {
    scripted();
    await expect(client('sk-stranger').chat.completions.create({ ...asked, stream: true })).rejects.toMatchObject({
      status: 401,
      code: 'invalid_api_key',
    });
    const odd = { ...asked, stream: true as const, max_words: 12 };
    await expect(client().chat.completions.create(odd)).rejects.toMatchObject({ status: 400, param: 'max_words' });
    expect(sandbox.ledger().alerts.map(alert => alert.message)).toEqual([
      "/v1/chat/completions: Unknown parameter: 'max_words'.",
    ]);
  });
  it('wants every tool call answered right after it', async () => {
    scripted();
    const call = { id: 'call_1', type: 'function' as const, function: { name: tool.name, arguments: '{}' } };
    const messages = [
      { role: 'assistant' as const, content: null, tool_calls: [call] },
      { role: 'user' as const, content: 'Well?' },
    ];
    await expect(client().chat.completions.create({ ...asked, messages, stream: true })).rejects.toMatchObject({
      status: 400,
    });
  });
  it('speaks in the modem voice', async () => {
    scripted();
    const speech = {
      model: 'gpt-4o-mini-tts',
      voice: 'alloy',
      input: 'Good evening.',
      response_format: 'pcm',
    } as const;
    const audio = new Uint8Array(await (await client().audio.speech.create(speech)).arrayBuffer());
    expect(readModem(toSamples(audio, { ...telephoneAudio, encoding: 'pcm16', sampleRate: 24_000 }), 24_000)).toBe(
      'Good evening.',
    );
    await expect(client().audio.speech.create({ ...speech, voice: 'nobody' })).rejects.toMatchObject({ status: 400 });
  });
  it('talks over a real socket, remembers only what was heard, and refuses what makes no sense', async () => {
    scripted([{ text: 'good evening to you' }]);
    const { url } = await sandbox.listen();
    const openai = new OpenAI({ apiKey: openaiKey, baseURL: `${url}/openai/v1` });
    // The SDK insists on wss:, the sandbox has no certificate.
    const createConnection = () => connect(Number(new URL(url).port), '127.0.0.1');
    const agent = Object.assign(new Agent(), { createConnection });
    const socket = await OpenAIRealtimeWS.create(openai, { model: 'gpt-realtime-2.1', options: { agent } });
    const audio: Buffer[] = [];
    const done = Promise.withResolvers<unknown>();
    const problems: (string | null | undefined)[] = [];
    let itemId = '';
    socket.on('error', error => problems.push(error.error?.code));
    socket.on('session.created', () =>
      socket.send({
        type: 'session.update',
        session: { type: 'realtime', audio: { output: { format: { type: 'audio/pcmu' }, voice: 'marin' } } },
      }),
    );
    socket.on('session.updated', () => socket.send({ type: 'response.create' }));
    socket.on('response.output_audio.delta', event => {
      itemId = event.item_id;
      audio.push(Buffer.from(event.delta, 'base64'));
    });
    socket.on('response.done', () => {
      const cut = { type: 'conversation.item.truncate' as const, item_id: itemId, content_index: 0 };
      socket.send({ ...cut, audio_end_ms: 60_000 });
      socket.send({ type: 'response.cancel' });
      socket.send({ ...cut, audio_end_ms: 5 * 40 + 30 });
    });
    socket.on('conversation.item.truncated', done.resolve);
    expect(await done.promise).toMatchObject({ audio_end_ms: 230 });
    socket.close();
    expect(readModem(toSamples(Buffer.concat(audio), telephoneAudio))).toBe('good evening to you');
    expect(sandbox.control.realtimeSessions('ours')[0]?.items).toMatchObject([{ text: 'good ', truncatedAtMs: 230 }]);
    expect(problems).toEqual(['invalid_value', 'response_cancel_not_active']);
    // Two that cross each other on the wire are nobody's mistake; cutting what was never made is.
    expect(sandbox.ledger().alerts).toHaveLength(1);
  });
});

describe('the simulated Anthropic, to the genuine SDK', () => {
  const client = (apiKey = anthropicKey) =>
    new Anthropic({ apiKey, baseURL: 'http://sandbox.invalid/anthropic', fetch: sandbox.fetch, maxRetries: 0 });
  const asked = {
    model: 'claude-haiku-5-5',
    max_tokens: 100,
    messages: [{ role: 'user' as const, content: 'Hello?' }],
    tools: [{ name: tool.name, input_schema: { type: 'object' as const } }],
  };

  it('streams text and tool calls', async () => {
    scripted([{ text: 'One moment.', tools: [tool] }]);
    const message = await client().messages.stream(asked).finalMessage();
    expect(message.content).toMatchObject([
      { type: 'text', text: 'One moment.' },
      { type: 'tool_use', name: tool.name, input: tool.arguments },
    ]);
    expect(message).toMatchObject({ stop_reason: 'tool_use' });
    expect(message.usage.output_tokens).toBeGreaterThan(1);
    expect(sandbox.ledger().alerts).toEqual([]);
  });
  it('fails in the middle, and breaks off, as the script says', async () => {
    scripted([
      { text: 'One two three.', failsAfterWords: 1 },
      { text: 'One two three.', cutAfterWords: 1 },
    ]);
    await expect(client().messages.stream(asked).finalMessage()).rejects.toThrow(/overloaded/i);
    await expect(client().messages.stream(asked).finalMessage()).rejects.toThrow();
  });
  it('refuses a strange key, and what it does not know', async () => {
    scripted();
    await expect(client('sk-ant-stranger').messages.stream(asked).finalMessage()).rejects.toMatchObject({
      status: 401,
    });
    const odd = { ...asked, max_words: 12 };
    await expect(client().messages.stream(odd).finalMessage()).rejects.toMatchObject({ status: 400 });
    expect(sandbox.ledger().alerts.map(alert => alert.message)).toEqual([
      '/v1/messages: max_words: Extra inputs are not permitted',
    ]);
  });
  it('wants the user to begin, and every tool call answered at once', async () => {
    scripted();
    const use = { type: 'tool_use' as const, id: 'toolu_1', name: tool.name, input: {} };
    for (const messages of [
      [{ role: 'assistant' as const, content: 'Hello.' }],
      [...asked.messages, { role: 'assistant' as const, content: [use] }, { role: 'user' as const, content: 'Well?' }],
    ])
      await expect(
        client()
          .messages.stream({ ...asked, messages })
          .finalMessage(),
      ).rejects.toMatchObject({ status: 400 });
  });
});

describe('a model without a script', () => {
  it('states its mission, listens, and hangs up at goodbye', async () => {
    scripted();
    const system = 'You speak for Ada. Your mission: book a table for two at 19:30';
    const tools = [{ name: 'hang_up', input_schema: { type: 'object' as const } }];
    const anthropic = new Anthropic({
      apiKey: anthropicKey,
      baseURL: 'http://sandbox.invalid/anthropic',
      fetch: sandbox.fetch,
    });
    const messages: Anthropic.MessageParam[] = [{ role: 'user', content: 'Pizzeria Roma?' }];
    const answer = async () =>
      (await anthropic.messages.stream({ model: 'm', max_tokens: 50, system, tools, messages }).finalMessage()).content;
    const [opening] = await answer();
    expect(opening).toMatchObject({ text: 'Hello. I am calling about this: book a table for two at 19:30.' });
    messages.push(
      { role: 'assistant', content: (opening as { text: string }).text },
      { role: 'user', content: 'Seven is fine.' },
    );
    expect(await answer()).toMatchObject([{ text: 'I understand: Seven is fine. Is there anything else?' }]);
    messages.push({ role: 'assistant', content: 'Anything else?' }, { role: 'user', content: 'No, goodbye.' });
    expect(await answer()).toMatchObject([{ type: 'tool_use', name: 'hang_up' }]);
  });
});
