import type { TwimlElement } from '../twiml.ts';

interface Rule {
  readonly attributes: readonly string[];
  readonly children?: readonly string[];
}

const words = (list: string) => list.split(' ');
const spoken = ['Say', 'Play', 'Pause'];

/** The part of TwiML that the sandbox speaks, each name spelled as Twilio spells it. */
const rules: Readonly<Record<string, Rule>> = {
  Response: {
    attributes: [],
    children: [...spoken, 'Gather', 'Dial', 'Connect', 'Hangup', 'Reject', 'Redirect'],
  },
  Say: { attributes: words('voice language loop') },
  Play: { attributes: words('loop digits') },
  Pause: { attributes: ['length'] },
  Gather: {
    attributes: words(
      'action method timeout numDigits finishOnKey input speechTimeout language hints actionOnEmptyResult bargeIn enhanced profanityFilter speechModel partialResultCallback partialResultCallbackMethod maxSpeechTime dtmfDetection',
    ),
    children: spoken,
  },
  Dial: {
    attributes: words(
      'action method timeout timeLimit callerId answerOnBridge hangupOnStar ringTone record recordingStatusCallback recordingStatusCallbackMethod recordingStatusCallbackEvent recordingTrack trim sequential referUrl referMethod',
    ),
    children: ['Number', 'Conference'],
  },
  Conference: {
    attributes: words(
      'startConferenceOnEnter endConferenceOnExit beep muted coach participantLabel record trim waitUrl waitMethod maxParticipants region jitterBufferSize statusCallback statusCallbackMethod statusCallbackEvent recordingStatusCallback recordingStatusCallbackMethod recordingStatusCallbackEvent eventCallbackUrl',
    ),
  },
  Number: {
    attributes: words(
      'url method sendDigits statusCallback statusCallbackMethod statusCallbackEvent byoc machineDetection amdStatusCallback amdStatusCallbackMethod',
    ),
  },
  Connect: { attributes: words('action method'), children: ['ConversationRelay', 'Stream'] },
  ConversationRelay: {
    attributes: words(
      'url welcomeGreeting welcomeGreetingInterruptible language ttsLanguage transcriptionLanguage ttsProvider voice transcriptionProvider speechModel interruptible interruptSensitivity reportInputDuringAgentSpeech preemptible partialPrompts speechTimeout eotThreshold ignoreBackchannel backgroundNoiseReduction deepgramSmartFormat elevenlabsTextNormalization profanityFilter hints dtmfDetection events debug intelligenceService conversationConfiguration',
    ),
    children: ['Language', 'Parameter'],
  },
  Language: { attributes: words('code ttsProvider voice transcriptionProvider speechModel') },
  Stream: { attributes: words('url name track statusCallback statusCallbackMethod'), children: ['Parameter'] },
  Parameter: { attributes: words('name value') },
  Hangup: { attributes: [] },
  Reject: { attributes: ['reason'] },
  Redirect: { attributes: ['method'] },
};

/** What Twilio's schema would warn about, error 12200: it ignores what it does not know, without a word to the caller. */
export function slips(element: TwimlElement): readonly string[] {
  const rule = rules[element.name];
  if (!rule) return [];
  const strange = Object.keys(element.attributes)
    .filter(name => !rule.attributes.includes(name))
    .map(name => `${element.name} has no attribute ${name}.`);
  const children = element.children.filter(child => typeof child !== 'string');
  const lost = children
    .filter(child => !(rule.children ?? []).includes(child.name))
    .map(child => `${child.name} has no place in ${element.name}.`);
  return [...strange, ...lost, ...children.filter(child => rule.children?.includes(child.name)).flatMap(slips)];
}
