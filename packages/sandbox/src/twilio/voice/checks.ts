import { isE164 } from '@buttdial/core';
import type { Account } from '../../entities.ts';
import type { Refusal } from '../checks.ts';
import { type Form, isHttpUrl, one } from '../form.ts';
import { EVERYBODYS_SENDER, refusedCalls } from '../magic.ts';
import type { TwilioNetwork } from '../network.ts';
import type { StatusHook } from './records.ts';
import type { Source } from './under-way.ts';

/** What may stand in a form that creates a call; anything else is a slip of the pen. */
export const callParameters: ReadonlySet<string> = new Set(
  [
    'To From Url Method FallbackUrl FallbackMethod Twiml ApplicationSid StatusCallback StatusCallbackEvent',
    'StatusCallbackMethod SendDigits Timeout TimeLimit Record RecordingChannels RecordingTrack RecordingStatusCallback',
    'RecordingStatusCallbackMethod RecordingStatusCallbackEvent SipAuthUsername SipAuthPassword MachineDetection',
    'MachineDetectionTimeout MachineDetectionSpeechThreshold MachineDetectionSpeechEndThreshold',
    'MachineDetectionSilenceTimeout AsyncAmd AsyncAmdStatusCallback AsyncAmdStatusCallbackMethod CallReason CallerId',
    'CallToken Byoc Trim ClientNotificationUrl',
  ].flatMap(line => line.split(' ')),
);

const LONGEST_TWIML = 4000;
const RING_SECONDS = 60;
/** Twilio's own: four hours. */
export const LIMIT_SECONDS = 14_400;

/** A call that passed every check. */
export interface CallDraft {
  readonly from: string;
  readonly to: string;
  readonly source: Source;
  readonly hook: StatusHook | undefined;
  readonly ringSeconds: number;
  readonly limitSeconds: number;
  readonly digits: string;
  readonly detection?: Detection | undefined;
}

/** How Twilio tells machines from people. Without a callback the instructions wait for the verdict. */
export interface Detection {
  readonly untilBeep: boolean;
  readonly callback?: string | undefined;
}

/** Checks a form in the order in which Twilio complains. */
export function checkCall(network: TwilioNetwork, account: Account, form: Form): CallDraft | Refusal {
  const strange = [...form.keys()].find(name => !callParameters.has(name));
  if (strange !== undefined) return { code: 20001, detail: strange };
  const people = checkPeople(network, account, form);
  if ('code' in people) return people;
  const source = checkSource(form);
  if ('code' in source) return source;
  const [status, verdict] = [one(form, 'StatusCallback'), one(form, 'AsyncAmdStatusCallback')];
  const wrong = [status, verdict].find(url => url !== undefined && !isHttpUrl(url));
  if (wrong !== undefined) return { code: 21609, detail: wrong };
  const detection = one(form, 'MachineDetection');
  return {
    ...people,
    source,
    hook: formHook(form),
    ringSeconds: Number(one(form, 'Timeout') ?? RING_SECONDS),
    limitSeconds: Number(one(form, 'TimeLimit') ?? LIMIT_SECONDS),
    digits: one(form, 'SendDigits') ?? '',
    ...(detection === undefined
      ? {}
      : {
          detection: {
            untilBeep: detection === 'DetectMessageEnd',
            callback: one(form, 'AsyncAmd') === 'true' ? (verdict ?? '') : undefined,
          },
        }),
  };
}

function checkPeople({ world }: TwilioNetwork, account: Account, form: Form): Pick<CallDraft, 'from' | 'to'> | Refusal {
  const [from, to] = [one(form, 'From'), one(form, 'To')];
  if (!to) return { code: 21201 };
  if (!from) return { code: 21213 };
  if (!isE164(to)) return { code: 21211, detail: to };
  if (!isE164(from) || from === '+15005550001') return { code: 21212, detail: from };
  const magic = refusedCalls[to];
  if (magic !== undefined) return { code: magic, detail: to };
  if (world.registry.number(from)?.account !== account.name && from !== EVERYBODYS_SENDER)
    return { code: 21210, detail: from };
  return { from, to };
}

/** The instructions that a form holds or points at: `Twiml` wins over `Url`. */
export function checkSource(form: Form): Source | Refusal {
  const [xml, url] = [one(form, 'Twiml'), one(form, 'Url')];
  if (xml !== undefined && xml.length > LONGEST_TWIML)
    return { code: 21205, detail: `Twiml is longer than ${LONGEST_TWIML} characters` };
  if (xml !== undefined) return { kind: 'document', xml };
  if (url === undefined || !isHttpUrl(url)) return { code: 21205, detail: url };
  return { kind: 'ask', url, method: one(form, 'Method') === 'GET' ? 'GET' : 'POST', form: {} };
}

function formHook(form: Form): StatusHook | undefined {
  const url = one(form, 'StatusCallback');
  const given = form.get('StatusCallbackEvent')?.flatMap(words => words.split(' '));
  const method = one(form, 'StatusCallbackMethod') === 'GET' ? 'GET' : 'POST';
  return url === undefined ? undefined : { url, method, events: new Set(given ?? ['completed']) };
}

/** The status callback of a `<Number>`. */
export function readHook(attributes: Readonly<Record<string, string>>): StatusHook | undefined {
  const { statusCallback: url, statusCallbackEvent = 'completed', statusCallbackMethod } = attributes;
  if (url === undefined || !isHttpUrl(url)) return undefined;
  return {
    url,
    method: statusCallbackMethod === 'GET' ? 'GET' : 'POST',
    events: new Set(statusCallbackEvent.split(' ')),
  };
}
