import type { Listener } from '../../calls/spoken.ts';
import type { TwimlElement } from '../twiml.ts';
import type { Following } from './line.ts';

/**
 * `<Gather>`: keys or one sentence, during the prompts or within the timeout after them.
 * @param prompt speaks what stands inside, while the listener listens.
 * @returns the fields for its action, or undefined when nothing came.
 */
export async function gather(
  { network, leg, signal }: Following,
  { attributes }: TwimlElement,
  prompt: (listener: Listener, signal: AbortSignal) => Promise<void>,
): Promise<Record<string, string> | undefined> {
  const { runtime, behaviour } = network.world;
  const { input = 'dtmf', timeout = '5', numDigits, finishOnKey = '#' } = attributes;
  const done = new AbortController();
  let [digits, speech] = ['', ''];
  const listener: Listener = {
    async hear(text) {
      await runtime.sleep(text.length * behaviour.current.speechMsPerCharacter, leg.signal);
      if (!input.includes('speech') || done.signal.aborted) return;
      speech = text;
      done.abort();
    },
    press(digit) {
      if (!input.includes('dtmf') || done.signal.aborted) return;
      if (digit !== finishOnKey) digits += digit;
      if (digit === finishOnKey || digits.length === Number(numDigits)) done.abort();
    },
  };
  const stopped = new Promise<void>(resolve => done.signal.addEventListener('abort', () => resolve(), { once: true }));
  const until = AbortSignal.any([signal, done.signal]);
  const ask = async () => {
    await prompt(listener, until);
    leg.air.attach(listener);
    await runtime.sleep(Number(timeout) * 1000, until);
  };
  try {
    // An answer, a redirect and the end of the call all cut the prompt and the wait short.
    await Promise.race([ask().catch(() => undefined), stopped]);
  } finally {
    leg.air.detach(listener);
  }
  signal.throwIfAborted();
  if (speech !== '') return { SpeechResult: speech, Confidence: '1.0' };
  return digits === '' ? undefined : { Digits: digits, FinishedOnKey: finishOnKey };
}
