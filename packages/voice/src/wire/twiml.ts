import type { CallPlan, Interruptible, MediaPlan, RelayPlan } from '@buttdial/core';
import { writeXml, type XmlElement } from './xml.ts';

/**
 * Every attribute we write, spelled once. XML attributes are case-sensitive and an unknown one is ignored without a word:
 * twilio-node spells four of these in lower case, Twilio's documentation and live calls do not.
 */
const spelling = {
  action: 'action',
  answerOnBridge: 'answerOnBridge',
  beep: 'beep',
  bidirectionalCodec: 'bidirectionalCodec',
  bidirectionalMode: 'bidirectionalMode',
  bidirectionalSamplingRate: 'bidirectionalSamplingRate',
  callerId: 'callerId',
  codec: 'codec',
  digits: 'digits',
  dtmfDetection: 'dtmfDetection',
  endConferenceOnExit: 'endConferenceOnExit',
  events: 'events',
  hints: 'hints',
  ignoreBackchannel: 'ignoreBackchannel',
  interruptible: 'interruptible',
  language: 'language',
  length: 'length',
  name: 'name',
  partialPrompts: 'partialPrompts',
  reason: 'reason',
  reportInputDuringAgentSpeech: 'reportInputDuringAgentSpeech',
  startConferenceOnEnter: 'startConferenceOnEnter',
  statusCallback: 'statusCallback',
  statusCallbackEvent: 'statusCallbackEvent',
  timeLimit: 'timeLimit',
  transcriptionProvider: 'transcriptionProvider',
  ttsProvider: 'ttsProvider',
  url: 'url',
  value: 'value',
  voice: 'voice',
  welcomeGreeting: 'welcomeGreeting',
  welcomeGreetingInterruptible: 'welcomeGreetingInterruptible',
} as const;

type Attributes = { readonly [A in keyof typeof spelling]?: string | number | boolean | undefined };

/** A call plan in TwiML (Twilio, SignalWire), every value escaped. */
export function renderTwiml(plan: CallPlan): string {
  return writeXml({ name: 'Response', children: verbs(plan) });
}

/** A call plan in TeXML, Telnyx's TwiML, every value escaped. */
export function renderTexml(plan: CallPlan): string {
  return writeXml({ name: 'Response', children: verbs(plan).map(asTexml) });
}

// What Twilio's verbs say and Telnyx's do not know. Left in, a text relay would be told what it cannot do.
const twilioOnly: ReadonlySet<string> = new Set<keyof Attributes>([
  'answerOnBridge',
  'events',
  'hints',
  'ignoreBackchannel',
  'partialPrompts',
  'reportInputDuringAgentSpeech',
  'ttsProvider',
]);

// Without a mode Telnyx takes MP3 from us, and the caller hears nothing; without a codec it gives us what the call has.
const bothWays: Attributes = {
  codec: 'PCMU',
  bidirectionalMode: 'rtp',
  bidirectionalCodec: 'PCMU',
  bidirectionalSamplingRate: 8000,
};

function asTexml(verb: XmlElement | string): XmlElement | string {
  if (typeof verb === 'string') return verb;
  const known = Object.entries(verb.attributes ?? {}).filter(([name]) => !twilioOnly.has(name));
  const attributes = { ...Object.fromEntries(known), ...(verb.name === 'Stream' ? bothWays : {}) };
  return { ...verb, attributes, ...(verb.children ? { children: verb.children.map(asTexml) } : {}) };
}

function verbs(plan: CallPlan): readonly XmlElement[] {
  switch (plan.kind) {
    case 'relay':
      return [element('Connect', { action: plan.action.href }, [relay(plan)])];
    case 'media':
      return [element('Connect', { action: plan.action?.href }, [stream(plan)])];
    case 'say':
      return [element('Say', { language: plan.language, voice: plan.voice }, [plan.text]), ...verbs(plan.then)];
    case 'play':
      return [element('Play', {}, [plan.url.href]), ...verbs(plan.then)];
    case 'digits':
      return [element('Play', { digits: plan.digits }), ...verbs(plan.then)];
    case 'pause':
      return [element('Pause', { length: plan.seconds }), ...verbs(plan.then)];
    case 'dial':
      return [dial(plan)];
    case 'conference':
      return [element('Dial', {}, [conference(plan)])];
    case 'reject':
      return [element('Reject', { reason: plan.reason })];
    case 'hang-up':
      return [element('Hangup')];
  }
}

function relay(plan: RelayPlan): XmlElement {
  const attributes: Attributes = {
    url: plan.url.href,
    welcomeGreeting: plan.greeting,
    welcomeGreetingInterruptible: plan.greeting === undefined ? undefined : interruptible(plan.greetingInterruptible),
    interruptible: interruptible(plan.interruptible),
    language: plan.language,
    ttsProvider: plan.speechProvider,
    voice: plan.voice,
    transcriptionProvider: plan.transcriptionProvider,
    hints: plan.hints?.join(','),
    dtmfDetection: plan.reportDigits,
    // The default is deafness while the agent speaks.
    reportInputDuringAgentSpeech: 'any',
    ignoreBackchannel: true,
    partialPrompts: true,
    events: 'speaker-events tokens-played',
  };
  return element('ConversationRelay', attributes, parameters(plan.parameters));
}

function stream(plan: MediaPlan): XmlElement {
  return element('Stream', { url: plan.url.href }, parameters(plan.parameters));
}

// The time limit stands at the carrier: it holds even when this process is gone.
function dial(plan: Extract<CallPlan, { kind: 'dial' }>): XmlElement {
  const status: Attributes = plan.status
    ? { statusCallback: plan.status.href, statusCallbackEvent: 'initiated ringing answered completed' }
    : {};
  const attributes: Attributes = {
    callerId: plan.callerId,
    timeLimit: plan.timeLimitSeconds,
    answerOnBridge: true,
    action: plan.action.href,
  };
  return element('Dial', attributes, [element('Number', status, [plan.to])]);
}

function conference(plan: Extract<CallPlan, { kind: 'conference' }>): XmlElement {
  const status: Attributes = plan.status
    ? { statusCallback: plan.status.href, statusCallbackEvent: 'start end join leave' }
    : {};
  const attributes: Attributes = {
    startConferenceOnEnter: true,
    endConferenceOnExit: plan.endOnExit,
    beep: false,
    ...status,
  };
  return element('Conference', attributes, [plan.room]);
}

function parameters(given: Readonly<Record<string, string>>): readonly XmlElement[] {
  return Object.entries(given).map(([name, value]) => element('Parameter', { name, value }));
}

function interruptible(given: Interruptible): string {
  return given === 'digits' ? 'dtmf' : given;
}

function element(
  name: string,
  attributes: Attributes = {},
  children: readonly (XmlElement | string)[] = [],
): XmlElement {
  const spelled = Object.entries(attributes).map(([key, value]) => [spelling[key as keyof typeof spelling], value]);
  return { name, attributes: Object.fromEntries(spelled), children };
}
