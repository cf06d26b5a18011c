import { describe, expect, it } from 'vitest';
import { notice, withNotice } from '../../test/notice.ts';
import { inbound, outbound as settings } from '../../test/settings.ts';
import { socketPair, virtualRuntime } from '../../test/world.ts';
import { scriptBrain } from '../brains/script.ts';
import { acceptSocket, mediaDialects } from '../wire/accept.ts';
import { openRelay, openRelayCarrier, type RelayCarrierEvent } from '../wire/relay.ts';
import type { CallLine } from './line.ts';
import { createReports } from './reports.ts';
import { type CallOptions, startCall } from './session.ts';
import { textSpeaker } from './text-speaker.ts';
import type { CallUpdate } from './updates.ts';

const disclosure = 'Hello, this is an AI assistant calling for Ada.';
const inboundDisclosure = 'Hello, you are speaking with an AI assistant.';
const setup = {
  sessionId: 'VX1',
  accountVendorId: 'AC1',
  callVendorId: 'CA1',
  from: '+1',
  to: '+2',
  direction: 'inbound',
  parameters: {},
} as const;

/** A session on a text relay whose far side is ours. */
function onRelay(extra: Partial<Omit<CallOptions, 'line'>> & { readonly line?: Partial<CallLine> } = {}) {
  const runtime = virtualRuntime();
  const { ours, theirs } = socketPair();
  const carrier = openRelayCarrier(theirs);
  const commands: RelayCarrierEvent[] = [];
  const done: string[] = [];
  (async () => {
    for await (const event of carrier.events) commands.push(event);
  })();
  const line: CallLine = {
    dial: async () => ({ accepted: true }),
    hangUp: async () => {
      done.push('hang-up');
      theirs.close();
    },
    ...extra.line,
  };
  const { line: _, ...rest } = extra;
  const session = startCall({
    id: 'c-1',
    runtime,
    settings,
    line,
    speaker: textSpeaker(scriptBrain({ lastWords: 'Goodbye.' })),
    ...rest,
  });
  const said = () =>
    commands
      .flatMap(event => (event.kind === 'command' && event.command.type === 'text' ? [event.command.token] : []))
      .join('|');
  const connect = async () => {
    session.attach({ kind: 'text', transport: openRelay(ours) });
    carrier.setup(setup);
    await runtime.advance(10);
  };
  return { runtime, carrier, session, commands, said, connect, done, theirs };
}

describe('a session on a text relay', () => {
  it('goes from the judgement to the result', async () => {
    const taps: CallUpdate[] = [];
    const order: string[] = [];
    const { runtime, carrier, session, said, connect, done } = onRelay({
      speaker: textSpeaker(
        scriptBrain({ opening: 'Is a table free?', answers: ['At seven, please.'], lastWords: 'Thank you, goodbye.' }),
      ),
      taps: [update => void taps.push(update), () => Promise.reject(new Error('a broken tap'))],
      line: {
        judge: async () => {
          order.push('judge');
          return { allowed: true };
        },
        dial: async () => {
          order.push('dial');
          return { accepted: true };
        },
      },
    });
    await runtime.advance(100);
    expect([order, session.snapshot().phase]).toEqual([['judge', 'dial'], 'dialing']);
    session.report({ kind: 'call-status', vendorId: 'CA1', progress: 'in-progress', sequence: 2 });
    session.report({ kind: 'call-status', vendorId: 'CA1', progress: 'ringing', sequence: 1 });
    await connect();
    carrier.tell({ kind: 'heard', text: 'Hello?', final: true });
    await runtime.advance(100);
    expect(said()).toBe(`${disclosure}|Is a table free?|`);
    carrier.tell({ kind: 'played', text: disclosure });
    carrier.tell({ kind: 'played', text: 'Is a table free?' });
    carrier.tell({ kind: 'heard', text: 'When?', final: true });
    await runtime.advance(100);
    carrier.tell({ kind: 'played', text: 'At seven, ' });
    carrier.tell({ kind: 'played', text: 'please.' });
    carrier.tell({ kind: 'heard', text: 'Fine, done.', final: true });
    await runtime.advance(100);
    expect(session.snapshot().phase).toBe('ending');
    carrier.tell({ kind: 'played', text: 'Thank you, goodbye.' });
    await runtime.advance(30_000);
    const result = await session.ended;
    expect(result).toMatchObject({ status: 'completed', by: 'agent', isDisclosed: true });
    expect(done).toEqual(['hang-up']);
    expect(session.snapshot().transcript.map(line => `${line.who}: ${line.text}`)).toEqual([
      'caller: Hello?',
      `agent: ${disclosure}`,
      'agent: Is a table free?',
      'caller: When?',
      'agent: At seven, please.',
      'caller: Fine, done.',
      'agent: Thank you, goodbye.',
    ]);
    expect(taps.map(update => update.sequence)).toEqual(taps.map((_, at) => at + 1));
    expect(taps.at(-1)).toMatchObject({ kind: 'ended' });
  });
  it('writes down what was heard, not what was said, and drops the rest', async () => {
    const { runtime, carrier, session, connect } = onRelay({
      settings: inbound,
      speaker: textSpeaker(
        scriptBrain({ answers: ['The soup is three euros fifty and the bread is free.'], lastWords: 'Bye.' }),
      ),
    });
    await connect();
    carrier.tell({ kind: 'heard', text: 'What is the soup?', final: true });
    await runtime.advance(10);
    carrier.tell({ kind: 'interrupted', heardText: 'The soup is three euros', afterMs: 1500 });
    await runtime.advance(10);
    expect(session.snapshot().transcript.slice(-2)).toEqual([
      { who: 'agent', text: inboundDisclosure },
      {
        who: 'agent',
        text: 'The soup is three euros',
        generated: 'The soup is three euros fifty and the bread is free.',
        isInterrupted: true,
      },
    ]);
  });
  it('says next what nobody may talk over, when it was cut off behind something else', async () => {
    const { runtime, carrier, session, said, commands, connect } = onRelay({
      settings: inbound,
      speaker: withNotice(),
    });
    await connect();
    carrier.tell({ kind: 'played', text: inboundDisclosure });
    carrier.tell({ kind: 'heard', text: 'What have you got?', final: true });
    await runtime.advance(10);
    const before = said().length;
    carrier.tell({ kind: 'played', text: 'We have' });
    carrier.tell({ kind: 'interrupted', heardText: 'We have', afterMs: 500 });
    await runtime.advance(10);
    expect(said().slice(before)).toBe(`|${notice}`);
    expect(commands.at(-1)).toMatchObject({ command: { token: notice, interruptible: false, last: true } });
    // It is due until it was heard.
    expect(session.snapshot().transcript.map(line => line.generated ?? line.text)).not.toContain(notice);
    carrier.tell({ kind: 'heard', text: 'Stop.', final: true });
    carrier.tell({ kind: 'played', text: notice });
    await runtime.advance(10);
    expect(session.snapshot().transcript.slice(-3)).toEqual([
      { who: 'agent', text: '', generated: 'And more of it.', isInterrupted: true },
      { who: 'caller', text: 'Stop.' },
      { who: 'agent', text: notice },
    ]);
  });
  it('guesses when it has been heard where the carrier tells nothing', async () => {
    const { runtime, session, connect } = onRelay({
      settings: inbound,
      speaker: textSpeaker(scriptBrain({ takesMessage: true, lastWords: 'Bye.' })),
    });
    await connect();
    await runtime.advance(2000);
    expect(session.snapshot().isDisclosed).toBe(false);
    await runtime.advance(2000);
    expect(session.snapshot().isDisclosed).toBe(true);
  });
  it('records how much of the disclosure was heard when the caller hangs up', async () => {
    const speaker = textSpeaker(scriptBrain({ takesMessage: true, lastWords: 'Bye.' }));
    const { runtime, session, connect, theirs } = onRelay({ settings: inbound, speaker });
    await connect();
    await runtime.advance(1000);
    theirs.close();
    session.report({ kind: 'call-status', vendorId: 'CA1', progress: 'completed', end: { by: 'caller' } });
    await runtime.advance(30_000);
    expect(await session.ended).toMatchObject({ status: 'hung-up-by-caller', isDisclosed: false });
    expect(session.snapshot().transcript[0]).toMatchObject({
      isInterrupted: true,
      isApproximate: true,
      generated: inboundDisclosure,
    });
  });
  it('survives a broken socket, with the same brain', async () => {
    const { runtime, carrier, session, connect, theirs } = onRelay({
      settings: inbound,
      speaker: textSpeaker(scriptBrain({ answers: ['One.', 'Two.'], lastWords: 'Bye.' })),
    });
    await connect();
    await runtime.advance(5000);
    carrier.tell({ kind: 'heard', text: 'first', final: true });
    await runtime.advance(2000);
    theirs.close();
    await runtime.advance(1000);
    expect(session.snapshot().phase).toBe('reconnecting');
    const again = socketPair();
    const second = openRelayCarrier(again.theirs);
    second.setup(setup);
    session.attach(await acceptSocket(again.ours, mediaDialects.twilio));
    second.tell({ kind: 'heard', text: 'second', final: true });
    await runtime.advance(100);
    expect([session.snapshot().phase, again.sent.join(' ')]).toEqual(['conversing', expect.stringContaining('Two.')]);
  });
  it('judges before it transfers or presses keys', async () => {
    const order: string[] = [];
    const { runtime, commands, session, connect } = onRelay({
      settings: inbound,
      speaker: textSpeaker(scriptBrain({ takesMessage: true, lastWords: 'Bye.' })),
      line: {
        judgeTransfer: async ({ to }) => (to === '+1911' ? { allowed: false, code: 'EMERGENCY' } : { allowed: true }),
        judgeDigits: async digits =>
          digits.includes('911') ? { allowed: false, code: 'EMERGENCY' } : { allowed: true },
        redirect: async ({ to }) => order.push(to) > 0,
      },
    });
    await connect();
    session.sendDigits('911');
    session.sendDigits('12#');
    session.transfer({ mode: 'cold', to: '+1911' });
    await runtime.advance(100);
    expect([session.snapshot().phase, order]).toEqual(['conversing', []]);
    session.transfer({ mode: 'cold', to: '+1555' });
    await runtime.advance(100);
    session.transferEnded(true);
    await runtime.advance(30_000);
    expect([order, (await session.ended).status]).toEqual([['+1555'], 'transferred']);
    const keys = commands.flatMap(event =>
      event.kind === 'command' && event.command.type === 'sendDigits' ? [event.command.digits] : [],
    );
    expect(keys).toEqual(['12#']);
  });
  it('lets others wait for what happens', async () => {
    const { runtime, session, connect } = onRelay({ settings: inbound });
    const before = session.snapshot().sequence;
    const waiting = session.wait(before, 25_000);
    await connect();
    expect((await waiting)[0]).toMatchObject({ kind: 'phase' });
    const idle = session.wait(1000, 500);
    await runtime.advance(500);
    expect(await idle).toEqual([]);
  });
  it('is denied, refused or cancelled without a word', async () => {
    const denied = onRelay({ line: { judge: async () => ({ allowed: false, code: 'DNC' }) } });
    expect(await denied.session.ended).toMatchObject({ status: 'blocked', code: 'DNC' });
    const broken = onRelay({ line: { judge: () => Promise.reject(new Error('down')) } });
    expect(await broken.session.ended).toMatchObject({ status: 'blocked', code: 'judgement-failed' });
    const refused = onRelay({ line: { dial: async () => ({ accepted: false, code: '21211' }) } });
    expect(await refused.session.ended).toMatchObject({ status: 'failed', by: 'carrier', code: '21211' });
    const cancelled = onRelay();
    await cancelled.runtime.advance(10);
    cancelled.session.cancel();
    expect(await cancelled.session.ended).toMatchObject({ status: 'cancelled' });
    expect(cancelled.done).toEqual(['hang-up']);
  });
  it('refuses a line that it cannot hear', async () => {
    const { session } = onRelay();
    const transport = { format: { encoding: 'mulaw', sampleRate: 8000, channels: 1 } } as never;
    expect(() => session.attach({ kind: 'media', transport })).toThrow(/nothing to hear and speak with/);
  });
});

describe('reports of the carrier', () => {
  const report = (progress: never, more = {}) => ({ kind: 'call-status' as const, vendorId: 'CA1', progress, ...more });

  it('count in their order, whatever the order they come in; an end counts once', () => {
    const read = createReports('outbound');
    const kinds = (progress: string, more = {}) => read(report(progress as never, more)).map(event => event.kind);
    expect(kinds('in-progress', { sequence: 3 })).toEqual(['answered']);
    expect(kinds('ringing', { sequence: 2 })).toEqual([]);
    expect(kinds('in-progress', { sequence: 3, answeredBy: 'machine' })).toEqual(['answered-by']);
    expect(kinds('completed', { sequence: 1 })).toEqual(['leg-ended']);
    expect(kinds('completed', { sequence: 5 })).toEqual([]);
  });
  it('name the party by direction', () => {
    const by = (direction: 'inbound' | 'outbound', who: string) =>
      createReports(direction)(report('completed' as never, { end: { by: who } }))[0];
    expect(by('outbound', 'callee')).toMatchObject({ by: 'other-party' });
    expect(by('outbound', 'caller')).toMatchObject({ by: 'us' });
    expect(by('inbound', 'caller')).toMatchObject({ by: 'other-party' });
  });
});
