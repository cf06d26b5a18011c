import type { RelayEvent } from '@buttdial/core';
import { z } from 'zod';
import { type Fields, fieldsOf, flagOf, jsonFrame, numberOf, parametersOf, textOf } from './read.ts';

/** What a text relay takes from us, exactly. Anything else Twilio answers with error 64107. */
export const relayCommand = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('text'),
    token: z.string(),
    last: z.boolean(),
    lang: z.string().optional(),
    interruptible: z.boolean().optional(),
    preemptible: z.boolean().optional(),
  }),
  z.strictObject({
    type: z.literal('play'),
    source: z.url(),
    loop: z.number().int().nonnegative().optional(),
    interruptible: z.boolean().optional(),
    preemptible: z.boolean().optional(),
  }),
  z.strictObject({ type: z.literal('sendDigits'), digits: z.string().regex(/^[0-9*#w]+$/) }),
  z.strictObject({
    type: z.literal('language'),
    ttsLanguage: z.string().optional(),
    transcriptionLanguage: z.string().optional(),
  }),
  z.strictObject({ type: z.literal('end'), handoffData: z.string().optional() }),
]);

/** One frame from us to a text relay. */
export type RelayCommand = z.infer<typeof relayCommand>;

/** The call that a relay speaks for; carriers name its id differently. */
const callIds = ['callSid', 'callControlId', 'call_control_id', 'callUuid', 'callId'] as const;

/** Reads one frame of the carrier. @returns undefined for what is not known. */
export function readRelayFrame(frame: string | Uint8Array): RelayEvent | undefined {
  const fields = jsonFrame(frame);
  return fields && readers[textOf(fields, 'type') ?? '']?.(fields);
}

const readers: Readonly<Record<string, (fields: Fields) => RelayEvent | undefined>> = {
  setup: fields => ({
    kind: 'setup',
    callVendorId: textOf(fields, ...callIds) ?? '',
    from: textOf(fields, 'from') ?? '',
    to: textOf(fields, 'to') ?? '',
    parameters: parametersOf(fields.customParameters ?? fields.custom_parameters),
  }),
  prompt: fields => {
    const language = textOf(fields, 'lang');
    // A prompt without `last` is whole: partial ones come only where they were asked for, and say so.
    const final = fields.last === undefined || flagOf(fields, 'last');
    return { kind: 'heard', text: textOf(fields, 'voicePrompt') ?? '', final, ...(language && { language }) };
  },
  interrupt: fields => ({
    kind: 'interrupted',
    heardText: textOf(fields, 'utteranceUntilInterrupt') ?? '',
    afterMs: numberOf(fields, 'durationUntilInterruptMs') ?? 0,
  }),
  dtmf: fields => {
    const digit = textOf(fields, 'digit');
    return digit === undefined ? undefined : { kind: 'digit', digit };
  },
  error: fields => ({ kind: 'error', message: textOf(fields, 'description') ?? '' }),
  info: readInfo,
};

function readInfo(fields: Fields): RelayEvent | undefined {
  const name = textOf(fields, 'name');
  const value = textOf(fields, 'value') ?? '';
  if (name === 'tokensPlayed') return { kind: 'played', text: value };
  if (name === 'agentSpeaking') return { kind: 'speaking', who: 'agent', on: isOn(value) };
  if (name === 'clientSpeaking') return { kind: 'speaking', who: 'caller', on: isOn(value) };
  return undefined;
}

function isOn(value: string): boolean {
  return value === 'on' || value === 'true';
}

/** What a simulated carrier tells about a call when its relay opens. */
export interface RelaySetup {
  readonly sessionId: string;
  readonly accountVendorId: string;
  readonly callVendorId: string;
  readonly from: string;
  readonly to: string;
  readonly direction: 'inbound' | 'outbound';
  readonly parameters: Readonly<Record<string, string>>;
}

/** The first frame of a relay, as the carrier writes it. */
export function relaySetupFrame(setup: RelaySetup): string {
  return JSON.stringify({
    type: 'setup',
    sessionId: setup.sessionId,
    accountSid: setup.accountVendorId,
    parentCallSid: '',
    callSid: setup.callVendorId,
    from: setup.from,
    to: setup.to,
    forwardedFrom: '',
    callType: 'PSTN',
    callerName: '',
    direction: setup.direction === 'outbound' ? 'outbound-api' : 'inbound',
    callStatus: 'IN-PROGRESS',
    customParameters: setup.parameters,
  });
}

/** Writes an event as the carrier does; `setup` has its own function, `closed` is the end of the socket. */
export function writeRelayEvent(
  event: Exclude<RelayEvent, { kind: 'setup' } | { kind: 'closed' } | { kind: 'beep' }>,
): string {
  return JSON.stringify(relayFields(event));
}

function relayFields(event: Parameters<typeof writeRelayEvent>[0]): Fields {
  switch (event.kind) {
    case 'heard':
      return { type: 'prompt', voicePrompt: event.text, lang: event.language ?? 'en-US', last: event.final };
    case 'interrupted':
      return {
        type: 'interrupt',
        utteranceUntilInterrupt: event.heardText,
        durationUntilInterruptMs: String(event.afterMs),
      };
    case 'digit':
      return { type: 'dtmf', digit: event.digit };
    case 'error':
      return { type: 'error', description: event.message };
    case 'played':
      return { type: 'info', name: 'tokensPlayed', value: event.text };
    case 'speaking':
      return {
        type: 'info',
        name: event.who === 'agent' ? 'agentSpeaking' : 'clientSpeaking',
        value: event.on ? 'on' : 'off',
      };
  }
}

/** Reads one of our frames strictly, as a carrier does. @returns undefined where Twilio would report error 64107. */
export function readRelayCommand(frame: string | Uint8Array): RelayCommand | undefined {
  const read = relayCommand.safeParse(fieldsOf(jsonFrame(frame)));
  return read.success ? read.data : undefined;
}
