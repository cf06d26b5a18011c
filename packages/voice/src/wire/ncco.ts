import type { CallPlan, MediaPlan } from '@buttdial/core';
import { escapeXml } from './xml.ts';

/** One step of a Vonage call. */
export type NccoAction = Readonly<Record<string, unknown>> & { readonly action: string };

/**
 * A call plan as a Vonage NCCO. Vonage has no text relay: a plan that asks for one renders to undefined, so nobody is
 * answered by silence. A rejected call renders to nothing to do, which ends it.
 */
export function renderNcco(plan: CallPlan): readonly NccoAction[] | undefined {
  switch (plan.kind) {
    case 'relay':
      return undefined;
    case 'media':
      return [{ action: 'connect', endpoint: [websocket(plan)] }, ...asking(plan.action)];
    case 'say':
      return followed({ action: 'talk', text: speakable(plan.text), language: plan.language }, plan.then);
    case 'play':
      return followed({ action: 'stream', streamUrl: [plan.url.href] }, plan.then);
    // Digits and pauses have no action of their own: digits go by the API, a pause is spoken as silence.
    case 'digits':
      return renderNcco(plan.then);
    case 'pause':
      return followed({ action: 'talk', text: `<speak><break time="${plan.seconds}s"/></speak>` }, plan.then);
    case 'dial':
      return [dial(plan)];
    case 'conference': {
      const status = plan.status && { eventUrl: [plan.status.href] };
      return [{ action: 'conversation', name: plan.room, startOnEnter: true, endOnExit: plan.endOnExit, ...status }];
    }
    case 'reject':
    case 'hang-up':
      return [];
  }
}

function followed(action: NccoAction, then: CallPlan): readonly NccoAction[] | undefined {
  const rest = renderNcco(then);
  return rest && [action, ...rest];
}

// A socket has no action of its own: when it ends, the next step asks, and what is answered goes on from there.
function asking(action: URL | undefined): readonly NccoAction[] {
  return action ? [{ action: 'notify', payload: { socket: 'ended' }, eventUrl: [action.href] }] : [];
}

function websocket(plan: MediaPlan): Readonly<Record<string, unknown>> {
  const type = `audio/l16;rate=${plan.format.sampleRate}`;
  // Vonage signs the opening of the socket like its webhooks.
  const authorization = { type: 'vonage' };
  return { type: 'websocket', uri: plan.url.href, 'content-type': type, headers: plan.parameters, authorization };
}

function dial(plan: Extract<CallPlan, { kind: 'dial' }>): NccoAction {
  return {
    action: 'connect',
    from: digitsOf(plan.callerId),
    limit: plan.timeLimitSeconds,
    eventUrl: [(plan.status ?? plan.action).href],
    endpoint: [{ type: 'phone', number: digitsOf(plan.to) }],
  };
}

// Vonage writes numbers without a plus.
function digitsOf(address: string): string {
  return address.replace(/^\+/, '');
}

// Text that looks like markup would be read as SSML, and refused: as escaped SSML it is text.
function speakable(text: string): string {
  return /[<>&]/.test(text) ? `<speak>${escapeXml(text)}</speak>` : text;
}
