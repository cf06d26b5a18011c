import type { CallEffect, CallEvent, CallState, EndReason } from './state.ts';
import { after, beginConversation, finish, type Step, settle, startTimer, stay, stopTimer, waits } from './steps.ts';

const cancelled: EndReason = { status: 'cancelled', by: 'agent', why: 'cancelled' };
const notAnswered: EndReason = { status: 'no-answer', by: 'other-party', why: 'not-answered' };

/** A call that nobody has answered yet. */
export function beforeAnswer(state: CallState, event: CallEvent, atMs: number): Step {
  switch (event.kind) {
    case 'allowed':
      return state.phase === 'policy-check'
        ? [{ ...state, phase: 'queued' }, [stopTimer('policy'), ring(state), { kind: 'dial' }]]
        : stay(state);
    case 'denied':
      return state.phase === 'policy-check'
        ? settle(state, { status: 'blocked', by: 'policy', why: 'denied', code: event.code }, atMs)
        : stay(state);
    case 'dialed':
      return state.phase === 'queued' ? [{ ...state, phase: 'dialing' }, []] : stay(state);
    case 'ringing':
      return state.phase === 'queued' || state.phase === 'dialing' ? [{ ...state, phase: 'ringing' }, []] : stay(state);
    case 'answered':
      return state.phase === 'policy-check' ? stay(state) : answer(state, atMs);
    case 'connected':
      return state.phase === 'policy-check' ? stay(state) : connect(...answer(state, atMs));
    case 'hang-up':
    case 'cancel':
      return finish(state, cancelled, { atMs, hangUp: state.phase !== 'policy-check' });
    case 'timer':
      return onTimer(state, event.name, atMs);
    default:
      return onFailure(state, event, atMs);
  }
}

function onTimer(state: CallState, name: string, atMs: number): Step {
  if (name === 'policy' && state.phase === 'policy-check')
    return settle(state, { status: 'failed', by: 'us', why: 'denied', code: 'judgement-timeout' }, atMs);
  if (name === 'ring' && state.phase !== 'policy-check') return finish(state, notAnswered, { atMs, hangUp: true });
  return stay(state);
}

function onFailure(state: CallState, event: CallEvent, atMs: number): Step {
  const reason = failureOf(event);
  return reason && state.phase !== 'policy-check' ? settle(state, reason, atMs) : stay(state);
}

function failureOf(event: CallEvent): EndReason | undefined {
  switch (event.kind) {
    case 'busy':
      return { status: 'busy', by: 'other-party', why: 'busy' };
    case 'declined':
      return { status: 'declined', by: 'other-party', why: 'declined' };
    case 'not-answered':
      return notAnswered;
    case 'refused':
    case 'carrier-failed':
      return {
        status: 'failed',
        by: 'carrier',
        why: 'carrier-failed',
        ...(event.code !== undefined && { code: event.code }),
      };
    // The report of the answer was lost or is late; the end of the call is not.
    case 'leg-ended':
      return { status: 'hung-up-by-caller', by: 'other-party', why: 'hung-up' };
    default:
      return undefined;
  }
}

function ring({ settings }: CallState): CallEffect {
  return startTimer('ring', settings.ringMs + waits.ringGrace);
}

function answer(state: CallState, atMs: number): Step {
  const { maxDurationMs } = state.settings;
  const warning =
    maxDurationMs > 2 * waits.warningBefore ? [startTimer('warning', maxDurationMs - waits.warningBefore)] : [];
  const timers = [
    stopTimer('ring'),
    startTimer('max-duration', maxDurationMs),
    ...warning,
    startTimer('reconnect', waits.connect),
  ];
  return [{ ...state, phase: 'screening', answeredAtMs: atMs }, timers];
}

/** The audio is there. Who calls us is a person; whoever answers us may be a machine, and gets a moment to say hello. */
export function connect(state: CallState, effects: readonly CallEffect[] = []): Step {
  const connected = { ...state, isConnected: true };
  const done = [...effects, stopTimer('reconnect')];
  if (state.settings.direction === 'inbound') return after(done, beginConversation(connected));
  return [connected, [...done, startTimer('hello', waits.hello)]];
}
