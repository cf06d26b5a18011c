import { describe, expect, it } from 'vitest';
import { answered, disclosure, heard, inbound, settings, simulate, spoken, talking } from '../../test/simulate.ts';
import type { CallEvent } from './state.ts';

describe('a call', () => {
  it('is judged before it is dialed', () => {
    const call = simulate();
    expect(call.kinds()).toEqual(['judge']);
    call.send({ kind: 'denied', code: 'QUIET-1' });
    expect(call.kinds()).toEqual(['judge', 'settle']);
    expect(call.result()).toMatchObject({ status: 'blocked', by: 'policy', why: 'denied', code: 'QUIET-1', talkMs: 0 });
  });
  it.each<[CallEvent, string]>([
    [{ kind: 'busy' }, 'busy'],
    [{ kind: 'declined' }, 'declined'],
    [{ kind: 'not-answered' }, 'no-answer'],
    [{ kind: 'refused', code: '21211' }, 'failed'],
    [{ kind: 'cancel' }, 'cancelled'],
  ])('ends on %j as %s', (event, status) => {
    const call = simulate();
    call.send({ kind: 'allowed' }, { kind: 'dialed' }, event);
    expect(call.result()).toMatchObject({ status });
  });
  it('gives up when nobody answers', () => {
    const call = simulate();
    call.send({ kind: 'allowed' }, { kind: 'dialed' }, { kind: 'ringing' });
    call.pass(36_000);
    expect(call.kinds().slice(-2)).toEqual(['hang-up', 'settle']);
    expect(call.result()).toMatchObject({ status: 'no-answer', by: 'other-party' });
  });
  it('discloses first, protected, then greets, then lets the brain speak', () => {
    const call = answered(inbound);
    expect(call.kinds()).toEqual(['say', 'say', 'open-brain']);
    expect(call.of('say')[0]).toEqual({
      kind: 'say',
      text: 'Hello, you are speaking with an AI assistant.',
      isProtected: true,
      isDisclosure: true,
    });
    expect(call.said()[1]).toBe('Pizzeria Roma.');
  });
  it('waits for a hello, but not for long', () => {
    const call = answered();
    expect(call.said()).toEqual([]);
    call.pass(1500);
    expect(call.said()).toEqual([disclosure]);
    const quick = answered();
    quick.send(heard('Hello?'));
    expect([quick.said(), quick.of('open-brain')[0]?.heard]).toEqual([[disclosure], 'Hello?']);
  });
  it('takes turns and ends with the last words', () => {
    const call = talking();
    call.send(heard('Yes, tonight at seven.'));
    expect(call.of('turn')).toEqual([{ kind: 'turn', text: 'Yes, tonight at seven.' }]);
    call.send({ kind: 'hang-up', by: 'brain', lastWords: 'Goodbye!' });
    expect([call.state().phase, call.said().at(-1)]).toEqual(['ending', 'Goodbye!']);
    call.send({ kind: 'agent-speaking', on: true }, { kind: 'agent-speaking', on: false });
    call.pass(1200);
    expect(call.state().phase).toBe('wrap-up');
    call.send({ kind: 'wrapped', outcome: { outcome: 'success', evidence: ['tonight at seven'] } });
    expect(call.result()).toMatchObject({
      status: 'completed',
      by: 'agent',
      isDisclosed: true,
      outcome: { outcome: 'success' },
    });
  });
  it('records that a hang-up cut the disclosure', () => {
    const call = answered();
    call.send(heard('Hello?'), { kind: 'leg-ended' }, { kind: 'wrapped' });
    expect(call.result()).toMatchObject({ status: 'hung-up-by-caller', isDisclosed: false });
    expect(call.state().disclosure).toBe('cut');
  });
  it('asks twice whether somebody is there, then ends politely', () => {
    const call = talking();
    call.pass(7000);
    call.pass(12_000);
    call.pass(60_000);
    expect(call.said().slice(1)).toEqual([
      'Are you still there?',
      'Are you still there?',
      'I cannot hear you, so I will hang up now. Goodbye.',
    ]);
    expect(call.result()).toMatchObject({ status: 'timed-out', why: 'silence' });
  });
  it('warns before its time is up, and hangs up when it is', () => {
    const call = talking({ ...settings, maxDurationMs: 90_000 });
    for (let turn = 0; turn < 12; turn++) {
      call.send(heard('And another thing.'));
      call.pass(6000);
    }
    expect(call.said()).toContain('We have about half a minute left.');
    call.pass(60_000);
    expect(call.result()).toMatchObject({ status: 'timed-out', by: 'us', why: 'max-duration' });
  });
  it('stops calling who asks for it, by word or by key', () => {
    for (const event of [heard('Please stop calling me!'), { kind: 'digit', digit: '9' } as const]) {
      const call = talking();
      call.send(event);
      expect([call.of('opt-out').length, call.of('turn').length]).toEqual([1, 0]);
      call.pass(60_000);
      expect(call.result()).toMatchObject({ why: 'opted-out', by: 'other-party' });
    }
  });
  it('hands keys on together', () => {
    const call = talking(inbound);
    for (const digit of '1290') call.send({ kind: 'digit', digit });
    call.pass(1500);
    expect(call.of('turn')).toEqual([{ kind: 'turn', text: '[pressed 1290]' }]);
  });
  it('survives a broken line for five seconds', () => {
    const call = talking();
    call.send({ kind: 'line-lost' });
    call.pass(4000);
    call.send({ kind: 'connected' }, heard('Are you there?'));
    expect([call.state().phase, call.of('turn').length, call.of('open-brain').length]).toEqual(['conversing', 1, 1]);
    call.send({ kind: 'line-lost' });
    call.pass(26_000);
    expect(call.result()).toMatchObject({ status: 'failed', by: 'carrier', why: 'line-lost' });
  });
  it('begs pardon for a brain that fails once and ends when it fails again', () => {
    const call = talking();
    call.send({ kind: 'brain-failed' });
    expect(call.state().phase).toBe('conversing');
    call.send({ kind: 'brain-failed' });
    call.pass(60_000);
    expect(call.result()).toMatchObject({ status: 'failed', by: 'us', why: 'brain-failed' });
  });
});

describe('who answers', () => {
  const voicemail = "You've reached Ada. Please leave a message after the tone.";

  it('a machine gets the message after its beep, with the disclosure', () => {
    const call = answered();
    call.send(heard(voicemail), { kind: 'beep' });
    expect(call.said()).toEqual([`${disclosure} Please call back.`]);
    call.send(...spoken);
    call.pass(1200);
    call.send({ kind: 'wrapped' });
    expect(call.result()).toMatchObject({ status: 'voicemail-left', isDisclosed: true });
  });
  it('a machine without a beep gets it after 1.5 s of silence; or nothing, where so wished', () => {
    const call = answered();
    call.send({ kind: 'answered-by', who: 'machine' });
    call.pass(1500);
    expect(call.said()).toHaveLength(1);
    const silent = answered({ ...settings, voicemail: { policy: 'hang-up' } });
    silent.send({ kind: 'heard', text: voicemail, final: false });
    expect(silent.state()).toMatchObject({ phase: 'wrap-up', ending: { status: 'voicemail-no-message' } });
  });
  it('a screener is told who and why, and a person may follow', () => {
    const call = answered();
    call.send(
      heard('Hi, if you record your name and reason for calling,'),
      heard("I'll see if this person is available."),
    );
    expect(call.said()).toEqual(['This is an AI assistant calling for Ada $1 & Co: a table for two.']);
    call.send(heard('Please stay on the line.'), heard('Yes, this is Ada.'));
    expect([call.state().phase, call.said().at(-1)]).toEqual(['conversing', disclosure]);
    const nobody = answered();
    nobody.send(heard('Please state your name.'));
    nobody.pass(50_000);
    expect(nobody.result()).toMatchObject({ status: 'no-answer', why: 'screened' });
  });
  it('a menu is for the brain, and the person behind it hears the disclosure', () => {
    const call = answered();
    call.send(heard('For reservations, press one.'));
    expect([call.state().phase, call.of('turn').length, call.said()]).toEqual(['menu', 1, []]);
    call.send(heard('Hello, this is Marco.'));
    expect([call.state().phase, call.said()]).toEqual(['conversing', [disclosure]]);
  });
  it('a machine taken for a person is noticed when it goes on', () => {
    const call = talking();
    call.send(heard('I am not available right now, leave a message.'));
    expect(call.state().phase).toBe('voicemail-wait');
  });
  it('a machine that the carrier notices late is believed, unless somebody has talked with us', () => {
    const call = answered();
    call.pass(1500);
    call.send({ kind: 'answered-by', who: 'machine' });
    expect(call.state().phase).toBe('voicemail-wait');
    const person = talking();
    person.send(heard('Yes, speaking.'), { kind: 'answered-by', who: 'machine' });
    expect(person.state().phase).toBe('conversing');
  });
  it('noise does not put the conversation off for ever', () => {
    const call = answered();
    for (let second = 0; second < 6; second++) {
      call.send({ kind: 'caller-speaking', on: true }, { kind: 'caller-speaking', on: false });
      call.pass(1000);
    }
    expect(call.state().phase).toBe('conversing');
  });
  it('whoever speaks longer than people do who answer is let finish, and then told apart', () => {
    const call = answered();
    call.send({ kind: 'caller-speaking', on: true });
    call.pass(6_000);
    expect(call.state().phase).toBe('screening');
    call.send({ kind: 'caller-speaking', on: false });
    call.pass(800);
    call.send(heard("Hi. If you record your name and reason for calling, I'll see if this person is available."));
    expect(call.state().phase).toBe('screening-reply');
  });
  it('whoever speaks and speaks is spoken to in the end, and so is whoever says something that nobody understands', () => {
    const [endless, mumbled] = [answered(), answered()];
    endless.send({ kind: 'caller-speaking', on: true });
    endless.pass(20_000);
    expect(endless.state().phase).toBe('screening');
    endless.pass(10_000);
    expect(endless.state().phase).toBe('conversing');
    mumbled.send({ kind: 'caller-speaking', on: true });
    mumbled.pass(3_900);
    mumbled.send({ kind: 'caller-speaking', on: false });
    mumbled.pass(1_000);
    expect(mumbled.state().phase).toBe('screening');
    mumbled.pass(1_000);
    expect(mumbled.state().phase).toBe('conversing');
  });
  it('after music that ends in silence somebody is spoken to', () => {
    const call = answered();
    call.send(heard('Please hold, your call is important to us.'));
    call.send({ kind: 'caller-speaking', on: true });
    call.pass(60_000);
    call.send({ kind: 'caller-speaking', on: false });
    call.pass(6_000);
    expect(call.state().phase).toBe('screening');
    call.pass(2_000);
    expect(call.state().phase).toBe('conversing');
  });
  it('hold music is waited out', () => {
    const call = talking();
    call.send(heard('Please hold, your call is important to us.'));
    call.pass(60_000);
    expect([call.state().phase, call.of('turn')]).toEqual(['on-hold', []]);
    call.send(heard('Thank you for waiting, how can I help?'));
    expect([call.state().phase, call.of('turn').length]).toEqual(['conversing', 1]);
  });
});

describe('a transfer', () => {
  const cold: CallEvent = { kind: 'transfer', transfer: { mode: 'cold', to: '+1555' } };
  const warm: CallEvent = { kind: 'transfer', transfer: { mode: 'warm', to: '+1555', briefing: 'Ada wants a table.' } };

  it('is judged, announced and made', () => {
    const call = talking();
    call.send(cold);
    expect(call.of('redirect')).toEqual([]);
    call.send({ kind: 'transfer-allowed' }, { kind: 'line-lost' });
    expect(call.of('redirect')).toHaveLength(1);
    call.send({ kind: 'transferred' }, { kind: 'wrapped' });
    expect(call.result()).toMatchObject({ status: 'transferred', by: 'agent' });
    expect(call.of('hang-up')).toEqual([]);
  });
  it('that fails comes back with an apology', () => {
    for (const event of [{ kind: 'transfer-failed' }, { kind: 'timer', name: 'transfer' }] as const) {
      const call = talking();
      call.send(warm, { kind: 'transfer-allowed' }, event);
      expect([call.state().phase, call.said().at(-1)]).toEqual(['conversing', 'I am sorry, I could not reach them.']);
      expect(call.of('tell-brain')).toHaveLength(1);
    }
  });
  it('with an introduction asks first and joins then', () => {
    const call = talking();
    call.send(warm, { kind: 'transfer-allowed' });
    expect([call.state().phase, call.of('consult').length, call.of('merge').length]).toEqual(['consulting', 1, 0]);
    call.send({ kind: 'consult-answered' }, { kind: 'transferred' });
    expect([call.state().phase, call.of('merge').length]).toEqual(['wrap-up', 1]);
  });
});
