import type { NewCharacter } from '@buttdial/sandbox';
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Installation, install } from '../testing/installation.ts';
import { type Answer, type Asking, modernRpc } from '../testing/modern-rpc.ts';

const tasks = { extensions: { 'io.modelcontextprotocol/tasks': {} } };

let house: Installation;
beforeAll(async () => {
  house = await install();
  house.demo.network.control.changeBehaviour({ callSetupMs: 20, callAnswerMs: 50, speechMsPerCharacter: 5 });
});
afterAll(() => house.close());

type Value = Record<string, unknown>;

function tool(name: string, args: object, asking: Partial<Asking> = {}, more: object = {}): Promise<Answer> {
  const params = { name, arguments: args, ...more };
  return modernRpc(house.url, { method: 'tools/call', params }, { token: house.tokens.one, name, ...asking });
}

function task(method: string, taskId: string, asking: Partial<Asking> = {}, more: object = {}): Promise<Answer> {
  const whole = { token: house.tokens.one, capabilities: tasks, name: taskId, ...asking };
  return modernRpc(house.url, { method: `tasks/${method}`, params: { taskId, ...more } }, whole);
}

const structured = ({ result }: Answer) => result.structuredContent as Value;
/** Nothing but that it arrived. */
const acknowledged = ({ result }: Answer) =>
  result.resultType === 'complete' && Object.keys(result).every(key => key === 'resultType' || key === '_meta');
const calls = () => house.demo.network.control.calls();
const here = () => calls().at(-1)!;
const heard = () =>
  here()
    .transcript.filter(line => line.by === 'account')
    .map(line => line.text);

// Nobody may be called often in a day, so each call is to somebody else.
let people = 0;
function somebody(character: NewCharacter): string {
  people += 1;
  const number = `+1555987${6600 + people}`;
  house.demo.network.control.addPhone({ number, name: `Person ${people}` });
  house.demo.network.control.setCharacter(number, character);
  return number;
}
const human = (lines: string[]) => somebody({ kind: 'human', lines });

async function answeredCall(asking: Partial<Asking>): Promise<Answer> {
  const to = somebody({ kind: 'manual' });
  const before = calls().length;
  const made = await tool('comms_make_call', { to, brain: 'agent', mission: 'book a table' }, asking);
  await house.until(
    () => calls().slice(before).at(-1)?.status,
    status => status === 'ringing',
  );
  house.demo.network.control.answerCall(here().id);
  await house.until(
    () => here().status,
    status => status === 'in-progress',
  );
  house.demo.network.control.sayInCall(here().id, 'Hello?');
  await house.until(heard, lines => lines.some(line => line.includes('AI assistant')));
  return made;
}

/** What is said before is no turn: it is not clear yet who has answered. */
async function conversing(id: string): Promise<void> {
  await house.until(
    async () => (await house.api('GET', `/calls/${id}`)).json,
    call => call.phase === 'conversing' && (call.floor as Value | undefined)?.holder === 'nobody',
  );
}

describe('a call as a task', () => {
  it('is one for a client that says so with the request, from its handle to what came of it', async () => {
    const to = human(['Hello?', 'Half past seven is fine.', 'Goodbye.']);
    const made = await tool('comms_make_call', { to, mission: 'book a table' }, { capabilities: tasks });
    expect(made.result).toMatchObject({
      resultType: 'task',
      taskId: expect.any(String),
      status: 'working',
      ttlMs: null,
      pollIntervalMs: expect.any(Number),
    });
    const id = String(made.result.taskId);
    const states = new Set<unknown>();
    const over = await house.until(
      async () => {
        const { result } = await task('get', id);
        states.add(`${result.status} ${result.pollIntervalMs}`);
        return result;
      },
      result => result.status === 'completed',
    );
    expect(states).toContain('working 1000');
    expect(over).toMatchObject({ taskId: id, resultType: 'complete', statusMessage: expect.stringContaining('ended') });
    const result = over.result as { structuredContent: Value; content: unknown[] };
    expect(result.structuredContent).toMatchObject({ success: true, callId: id, state: 'ended', untrusted: true });
    expect(JSON.stringify(result.structuredContent.events)).toContain('Half past seven is fine.');
    expect(acknowledged(await task('cancel', id))).toBe(true);
  });

  it('is none for a client that does not, nor for what rings nobody', async () => {
    const to = human(['Hello?', 'Goodbye.']);
    const plain = await tool('comms_make_call', { to, mission: 'say hello' });
    expect(plain.result.resultType).toBe('complete');
    const id = String(structured(plain).callId);
    for (const method of ['get', 'update', 'cancel']) {
      const refused = await task(method, id, { capabilities: {} }, { inputResponses: {} });
      expect(refused.error).toMatchObject({ code: -32021, data: { requiredCapabilities: tasks } });
    }
    const dry = await tool('comms_make_call', { to, dryRun: true }, { capabilities: tasks });
    expect(dry.result.resultType).toBe('complete');
    const listen = { method: 'subscriptions/listen', params: { notifications: { taskIds: [id] } } };
    const deaf = await modernRpc(house.url, listen, { token: house.tokens.one });
    expect(deaf.error).toMatchObject({ code: -32021 });
  });

  it('is nobody else’s', async () => {
    const to = human(['Hello?', 'Goodbye.']);
    const made = await tool('comms_make_call', { to, mission: 'say hello' }, { capabilities: tasks });
    const id = String(made.result.taskId);
    for (const method of ['get', 'update', 'cancel'])
      for (const taskId of [id, 'nothing'])
        expect(
          (await task(method, taskId, { token: house.tokens.two }, { inputResponses: {} })).error,
          `${method} ${taskId}`,
        ).toMatchObject({ code: -32602 });
  });

  it('is hung up by cancelling it, and cancelled before the answer', async () => {
    const to = somebody({ kind: 'manual' });
    const ringing = await tool('comms_make_call', { to, mission: 'say hello' }, { capabilities: tasks });
    const id = String(ringing.result.taskId);
    expect((await task('get', id)).result).toMatchObject({ status: 'working', pollIntervalMs: 5_000 });
    expect(acknowledged(await task('cancel', id))).toBe(true);
    const cancelled = await house.until(
      async () => (await task('get', id)).result,
      result => result.status !== 'working',
    );
    expect(cancelled.status).toBe('cancelled');
    const talking = await answeredCall({ capabilities: tasks });
    const second = String(talking.result.taskId);
    await task('cancel', second);
    const over = await house.until(
      async () => (await task('get', second)).result,
      result => result.status !== 'working',
    );
    expect(over).toMatchObject({ status: 'completed', statusMessage: 'ended: hung-up-by-agent' });
    expect(here().endedAt).toBeDefined();
  });

  it.each([
    [
      'its model',
      { sampling: {} },
      'sampling/createMessage',
      { role: 'assistant', model: 'own', content: { type: 'text', text: 'A table for two.' } },
    ],
    [
      'its person',
      { elicitation: { form: {} } },
      'elicitation/create',
      { action: 'accept', content: { reply: 'A table for two.', hangUp: false } },
    ],
  ] as const)('asks %s for a turn of a call that the agent attends, once', async (_who, offers, method, answer) => {
    const capabilities = { ...tasks, ...offers };
    const made = await answeredCall({ capabilities });
    const id = String(made.result.taskId);
    await conversing(id);
    house.demo.network.control.sayInCall(here().id, 'What do you want?');
    const waiting = await house.until(
      async () => (await task('get', id, { capabilities })).result,
      result => result.status === 'input_required',
    );
    const { inputRequests } = waiting as unknown as { inputRequests: Record<string, Value> };
    const [[key, question]] = Object.entries(inputRequests) as [[string, Value]];
    expect(question).toMatchObject({ method });
    expect(JSON.stringify(question)).toContain('What do you want?');
    if (method === 'sampling/createMessage')
      expect(question).toMatchObject({ params: { systemPrompt: expect.stringContaining('book a table') } });
    const answers = { inputResponses: { [key]: answer, 'turn-999999': answer, other: answer } };
    for (let times = 0; times < 2; times += 1)
      expect(acknowledged(await task('update', id, { capabilities }, answers))).toBe(true);
    await house.until(heard, lines => lines.includes('A table for two.'));
    await task('cancel', id, { capabilities });
    await house.until(
      () => here().endedAt,
      endedAt => endedAt !== undefined,
    );
    expect(heard().filter(line => line === 'A table for two.')).toHaveLength(1);
  });
});

describe('an agent whose client lends its model for each turn', () => {
  it('is asked for the reply, carries back what it cannot read, and the reply is spoken once', async () => {
    const made = await answeredCall({});
    const id = String(structured(made).callId);
    const capabilities = { sampling: {} };
    const args = { id, sample: true, waitSeconds: 20 };
    await conversing(id);
    const asked = tool('comms_call_attend', args, { capabilities });
    house.demo.network.control.sayInCall(here().id, 'What do you want?');
    const { result } = await asked;
    expect(result).toMatchObject({
      resultType: 'input_required',
      inputRequests: { turn: { method: 'sampling/createMessage' } },
    });
    const requestState = String(result.requestState);
    const readable = requestState.split('.').map(part => Buffer.from(part, 'base64url').toString());
    expect(readable.join(' ')).not.toContain(id);
    const inputResponses = {
      turn: { role: 'assistant', model: 'own', content: { type: 'text', text: 'A table for two.' } },
    };
    const retry = { requestState, inputResponses };
    const stranger = await tool('comms_call_attend', args, { capabilities, token: house.tokens.two }, retry);
    expect(stranger.error ?? stranger.result.isError).toBeTruthy();
    const second = tool('comms_call_attend', { ...args, waitSeconds: 5 }, { capabilities }, retry);
    const third = tool('comms_call_attend', { ...args, waitSeconds: 5 }, { capabilities }, retry);
    await house.until(heard, lines => lines.includes('A table for two.'));
    house.demo.network.control.sayInCall(here().id, 'Seven is fine.');
    expect((await second).result).toMatchObject({ resultType: 'input_required' });
    await third;
    expect(heard().filter(line => line === 'A table for two.')).toHaveLength(1);
    await tool('comms_control_call', { id, action: 'hang_up' });
  });
});

describe('the transcript of a call as a resource', () => {
  const read = (id: string, token: string = house.tokens.one) => {
    const uri = `call://${id}/transcript`;
    return modernRpc(house.url, { method: 'resources/read', params: { uri } }, { token, name: uri });
  };

  it('is listed, read as text and JSON, holds what was heard, and is nobody else’s', async () => {
    const to = human(['Hello?', 'Half past seven is fine.', 'Goodbye.']);
    const { callId } = structured(await tool('comms_make_call', { to, mission: 'book a table' }));
    const id = String(callId);
    await house.until(
      async () => (await house.api('GET', `/calls/${id}`)).json.state,
      state => state === 'ended',
    );
    const list = await modernRpc(house.url, { method: 'resources/list' }, { token: house.tokens.one });
    expect(list.result.resources).toContainEqual(expect.objectContaining({ uri: `call://${id}/transcript` }));
    const contents = (await read(id)).result.contents as { mimeType: string; text: string }[];
    expect(contents.map(each => each.mimeType)).toEqual(['text/plain', 'application/json']);
    expect(contents[0]?.text).toContain('caller: Half past seven is fine.');
    const json = JSON.parse(contents[1]?.text ?? '{}') as { lines: Value[]; untrusted: boolean };
    expect(json.untrusted).toBe(true);
    expect(json.lines.length).toBeGreaterThan(2);
    expect(json.lines.flatMap(line => Object.keys(line))).not.toContain('generated');
    expect((await read(id, house.tokens.two)).error).toMatchObject({ code: -32602 });
    const others = await modernRpc(house.url, { method: 'resources/list' }, { token: house.tokens.two });
    expect(JSON.stringify(others.result)).not.toContain(id);
  });

  it('tells who follows it of more while the call runs, and a stranger nothing', async () => {
    const made = await answeredCall({});
    const id = String(structured(made).callId);
    const uri = `call://${id}/transcript`;
    const [mine, theirs] = await Promise.all([follow(house.tokens.one, uri), follow(house.tokens.two, uri)]);
    house.demo.network.control.sayInCall(here().id, 'Is somebody there?');
    await house.until(
      () => mine.heard(),
      uris => uris.includes(uri),
    );
    await house.until(
      async () => JSON.stringify((await read(id)).result),
      text => text.includes('Is somebody there?'),
    );
    expect(theirs.heard()).toEqual([]);
    await Promise.all([mine.close(), theirs.close()]);
    await tool('comms_control_call', { id, action: 'hang_up' });
  });

  async function follow(token: string, uri: string) {
    const uris: string[] = [];
    const client = new Client({ name: 'test', version: '1' }, { versionNegotiation: { mode: 'auto' } });
    client.setNotificationHandler('notifications/resources/updated', ({ params }) => void uris.push(params.uri));
    const requestInit = { headers: { authorization: `Bearer ${token}` } };
    await client.connect(new StreamableHTTPClientTransport(new URL(`${house.url}/mcp`), { requestInit }));
    await client.listen({ resourceSubscriptions: [uri] });
    return { heard: () => uris, close: () => client.close() };
  }
});

describe('a request that stays open', () => {
  it('is told how the call goes: a number that grows, and the last line', async () => {
    const to = human(['Hello?', 'Half past seven is fine.', 'Goodbye.']);
    const { callId } = structured(await tool('comms_make_call', { to, mission: 'book a table' }));
    const told: { progress: number; total?: number; message: string }[] = [];
    for (let after = 0, isOver = false; !isOver; ) {
      const args = { id: callId, afterSequence: after, waitSeconds: 20 };
      const answer = await tool('comms_get_call', args, { progressToken: `follow-${after}` });
      const reports = answer.told.filter(({ method }) => method === 'notifications/progress');
      expect(reports.map(({ params }) => params.progressToken)).toEqual(reports.map(() => `follow-${after}`));
      told.push(...(reports.map(({ params }) => params) as unknown as typeof told));
      const value = structured(answer);
      after = Number(value.lastSequence);
      isOver = value.state === 'ended';
    }
    const numbers = told.map(({ progress }) => progress);
    expect(numbers).toEqual([...numbers].sort((one, other) => one - other));
    const at = (message: string) => told.find(report => report.message === message)?.progress;
    expect(at('ringing')).toBeCloseTo(0.1, 3);
    expect(at('screening')).toBeCloseTo(0.2, 3);
    expect(at('wrap-up') ?? at('ending')).toBeCloseTo(0.95, 3);
    expect(told.at(-1)?.message).toMatch(/^ended: /);
    expect(at('caller: Half past seven is fine.')).toBeGreaterThan(0.2);
    expect(at('caller: Half past seven is fine.')).toBeLessThan(0.95);
  });
});
