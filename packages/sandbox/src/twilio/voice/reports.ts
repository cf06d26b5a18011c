import { callHook, type TwilioNetwork } from '../network.ts';
import { progressForm } from './forms.ts';
import type { StatusHook, TwilioCall } from './records.ts';

/** What has happened to a call, in the words of `StatusCallbackEvent`. */
export type Progress = 'initiated' | 'ringing' | 'answered' | 'completed';

/**
 * Posts the progress of one call to its status callback, in order unless the behaviour doubles or shuffles reports: a
 * shuffled call has each report but the last overtaken by the next one.
 */
export function createReports(
  network: TwilioNetwork,
  hook: StatusHook | undefined,
): (event: Progress, call: TwilioCall) => void {
  const { world } = network;
  const hits = (chance: number) => chance > 0 && world.random.callbacks.next() < chance;
  const shuffled = hook !== undefined && hits(world.behaviour.current.shuffleCallbacks);
  let [sequence, posting] = [0, Promise.resolve()];
  let held: (() => void) | undefined;
  const post = (call: TwilioCall, form: Record<string, string>) => {
    world.background.run(signal => {
      posting = posting.then(async () => {
        const { url, method } = hook!;
        const event = `call.${form.CallStatus}`;
        const answer = await callHook(
          network,
          { account: call.account, event, about: call.sid, url, method, form },
          signal,
        );
        if (!answer) alertCall(network, call, { code: 11200, message: 'The status callback could not be delivered.' });
      });
      return posting;
    });
  };
  return (event, call) => {
    if (!hook?.events.has(event)) return;
    const status = event === 'initiated' ? 'initiated' : call.status;
    const form = progressForm(call, { status, sequence: sequence++, at: world.runtime.now() });
    const times = hits(world.behaviour.current.duplicateCallbacks) ? 2 : 1;
    const send = () => {
      for (let time = 0; time < times; time++) post(call, form);
    };
    const overtaken = held;
    held = shuffled && event !== 'completed' && !overtaken ? send : undefined;
    if (!held) send();
    overtaken?.();
  };
}

/** What Twilio would write into its error log about a call. */
export function alertCall(
  { world }: TwilioNetwork,
  call: Pick<TwilioCall, 'account' | 'sid'>,
  alert: { readonly code: number; readonly message: string },
): void {
  world.ledger.alert({ vendor: 'twilio', account: call.account, about: call.sid, ...alert });
}
