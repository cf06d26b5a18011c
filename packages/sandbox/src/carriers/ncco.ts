import type { TwimlElement } from '../twilio/twiml.ts';
import { element } from './markup.ts';
import type { Phones } from './network.ts';

/** One step of an NCCO as it was sent. */
export type NccoStep = Readonly<Record<string, unknown>> & { readonly action: string };

interface Endpoint {
  readonly type: string;
  readonly number?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** What a call is to do, as the network reads it. No steps end it. */
export function twimlOf(ncco: readonly NccoStep[], phones: Phones): TwimlElement {
  const verbs = ncco.map(step => verbOf(step, phones));
  return element('Response', {}, verbs.length > 0 ? verbs : [element('Hangup')]);
}

function verbOf(step: NccoStep, phones: Phones): TwimlElement {
  const [address = ''] = (step.eventUrl as readonly string[] | undefined) ?? [];
  switch (step.action) {
    case 'talk':
      return element('Say', {}, [spoken(String(step.text))]);
    case 'stream':
      return element('Play', {}, [String((step.streamUrl as readonly string[])[0])]);
    // Vonage posts to the address and goes on with what is answered.
    case 'notify':
      return element('Redirect', {}, [phones.told('next', address)]);
    case 'connect':
      return connected(step, phones);
    default:
      return element(`Unknown-${step.action}`);
  }
}

function connected(step: NccoStep, phones: Phones): TwimlElement {
  const [endpoint] = step.endpoint as readonly Endpoint[];
  if (endpoint?.type !== 'websocket')
    return element('Dial', { callerId: `+${String(step.from)}` }, [
      element('Number', {}, [`+${endpoint?.number ?? ''}`]),
    ]);
  const { headers = {}, ...rest } = endpoint;
  const parameters = Object.entries(headers).map(([name, value]) => element('Parameter', { name, value }));
  return element('Connect', {}, [element('Stream', { url: phones.socket(JSON.stringify(rest)) }, parameters)]);
}

const characters: Readonly<Record<string, string>> = { lt: '<', gt: '>', quot: '"', apos: "'", amp: '&' };

/** SSML is heard without its tags. */
function spoken(text: string): string {
  if (!text.startsWith('<speak>')) return text;
  return text.replace(/<[^>]*>/g, '').replace(/&(lt|gt|quot|apos|amp);/g, (_, name: string) => characters[name]!);
}
