import { silentLog, systemRuntime, telephoneAudio } from '@buttdial/core';
import { createSandbox, type NewModelScript, type Sandbox } from '@buttdial/sandbox';
import { fromSamples, modemSamples } from '@buttdial/voice/wire';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { createOpenai } from './index.ts';

const apiKey = 'sk-over-a-real-network';
const running: Sandbox[] = [];
afterEach(async () => {
  for (const sandbox of running.splice(0)) await sandbox.close();
});

/** A provider and a simulated OpenAI with real HTTP and real WebSockets between them. */
async function connected(replies: NewModelScript['replies'] = []) {
  const sandbox = createSandbox({
    runtime: systemRuntime(silentLog),
    accounts: [{ name: 'ours', openai: { apiKey } }],
  });
  running.push(sandbox);
  sandbox.control.scriptModel('ours', { replies });
  const { url } = await sandbox.listen();
  const open = () => sandbox.control.connections().length;
  return { sandbox, open, openai: createOpenai({ apiKey, baseUrl: `${url}/openai/v1` }), url };
}

const request = { system: 'Hello.', turns: [{ role: 'user', text: 'Hi.' }], maxTokens: 20 } as const;
const call = (signal = new AbortController().signal) => ({ signal, idempotencyKey: 'key' });
async function all<Part>(parts: AsyncIterable<Part>): Promise<readonly Part[]> {
  const list: Part[] = [];
  for await (const part of parts) list.push(part);
  return list;
}
const session = { instructions: 'Talk.', tools: [], format: telephoneAudio, voice: '' } as const;

describe('over real sockets', () => {
  it('a language model answers', async () => {
    const { openai } = await connected([{ text: 'Good evening.' }]);
    const parts = await all(openai.language.reply(request, call()));
    expect(parts.map(part => (part.kind === 'text' ? part.text : part.kind)).join('')).toBe('Good evening.end');
  });
  it('an answer that breaks off is a fault', async () => {
    const { openai } = await connected([{ text: 'Good evening to you.', cutAfterWords: 2 }]);
    await expect(all(openai.language.reply(request, call()))).rejects.toMatchObject({
      details: { fault: { kind: 'unavailable' } },
    });
  });
  it('an aborted answer is closed at the vendor', async () => {
    const { openai, open } = await connected([{ text: 'This takes long.', wordMs: 60_000 }]);
    const caller = new AbortController();
    const parts = openai.language.reply(request, call(caller.signal))[Symbol.asyncIterator]();
    await parts.next();
    expect(open()).toBe(1);
    caller.abort(new Error('interrupted'));
    await expect(parts.next()).rejects.toThrow('interrupted');
    await vi.waitFor(() => expect(open()).toBe(0));
  });
  it('a speech-to-speech session hears and answers, and ends with the vendor’s connection', async () => {
    const { openai, open, sandbox } = await connected([{ text: 'Yes?' }, { text: 'Bye now.', cutAfterWords: 1 }]);
    const talking = await openai.realtime.open(session, call());
    expect(open()).toBe(1);
    const kinds: string[] = [];
    talking.hear(fromSamples(modemSamples('hello'), telephoneAudio));
    talking.hear(new Uint8Array(8000).fill(0xff));
    for await (const event of talking.events) {
      kinds.push(event.kind);
      if (event.kind === 'heard') expect(event.text).toBe('hello');
      if (event.kind === 'turn-ended') talking.instruct('Say goodbye.', { answer: true });
      if (event.kind === 'closed') expect(event.fault?.kind).toBe('unavailable');
    }
    expect(kinds.at(-1)).toBe('closed');
    await vi.waitFor(() => expect(open()).toBe(0));
    expect(sandbox.ledger().alerts).toEqual([]);
  });
  it('a refused handshake says why', async () => {
    const { url } = await connected();
    const stranger = createOpenai({ apiKey: 'sk-stranger', baseUrl: `${url}/openai/v1` });
    await expect(stranger.realtime.open(session, call())).rejects.toMatchObject({
      details: { fault: { kind: 'credentials', vendorCode: 'invalid_api_key' } },
    });
    expect(await stranger.check(call())).toMatchObject({ kind: 'credentials' });
  });
  it('nobody there is a fault', async () => {
    const openai = createOpenai({ apiKey, baseUrl: 'http://127.0.0.1:9/v1' });
    for (const ask of [() => openai.realtime.open(session, call()), () => all(openai.language.reply(request, call()))])
      await expect(ask()).rejects.toMatchObject({ details: { fault: { kind: 'unavailable' } } });
  });
});
