import {
  ButtdialError,
  type MediaEvent,
  type MediaTransport,
  type Realtime,
  type RealtimeEvent,
  type RealtimeUsage,
  type Speech,
} from '@buttdial/core';
import { fromSamples } from '../audio/convert.ts';
import { synthesizeDigits } from '../audio/dtmf.ts';
import { createExchange, type Exchange } from '../pipeline/exchange.ts';
import type { Heard } from '../playback/heard.ts';
import { type Conversation, type ConversationHost, type Speaker, transcriptOf } from '../session/conversation.ts';
import { isAskingWhetherAi, isEmergency } from '../session/listening.ts';
import { phrasesIn } from '../session/phrases.ts';
import type { Weight } from '../session/utterances.ts';
import type { BrainPart, TextBrain } from './brain.ts';
import type { RecordingConsent } from './consent.ts';
import { type CutWords, createLineWords } from './line-words.ts';
import { createRealtimeConsent } from './realtime-consent.ts';
import { createModelItems } from './realtime-items.ts';
import { createModelLink } from './realtime-link.ts';
import { type BrainTool, callTools, runTool, specOf } from './tools.ts';

/** What a speech-to-speech model needs to talk in a call. */
export interface RealtimeSpeakerOptions {
  readonly realtime: Realtime;
  readonly instructions: string;
  /** The model's voice. */
  readonly voice: string;
  /** Says what no model may leave out or change: the disclosure, the truth about being an AI, the last words. */
  readonly speech: Speech;
  readonly speechVoice: string;
  readonly tools?: readonly BrainTool[];
  readonly leadMs?: number;
  /** Whether it says something before it is spoken to. */
  readonly speaksFirst?: boolean;
  /** Judges the call by what was heard. */
  readonly wrapUp?: TextBrain['wrapUp'];
  /** Asks first whether the call may be recorded. The question and the reading of the answer are the line's. */
  readonly consent?: RecordingConsent | undefined;
  /** Stands between the line and whoever talks on it, such as what records it. */
  readonly tap?: ((line: MediaTransport) => MediaTransport) | undefined;
  /** Goes on with a call that was talked in before. */
  readonly before?: { readonly memory: readonly string[]; readonly isOpen: boolean } | undefined;
  /** Told what the vendor counted for each answer. */
  readonly onUsage?: ((usage: RealtimeUsage) => void) | undefined;
}

/** What the talk of a speech-to-speech model needs of its call. */
export type RealtimeHost = Omit<ConversationHost, 'settings'> & {
  readonly settings: Pick<ConversationHost['settings'], 'language'>;
};

/** The talk of a speech-to-speech model. */
export interface RealtimeConversation extends Conversation {
  open(): void;
}

/** Puts a speech-to-speech model on the media line of a call. It is told exactly how much of each of its items was played. */
export function realtimeSpeaker(options: RealtimeSpeakerOptions): Speaker {
  return host => createRealtimeConversation(options, host);
}

/** The talk of a speech-to-speech model in one call. */
export function createRealtimeConversation(options: RealtimeSpeakerOptions, host: RealtimeHost): RealtimeConversation {
  const { runtime, report, settings } = host;
  const ended = new AbortController();
  const items = createModelItems((id, audio) => exchange?.mouth.sound(audio, { id, interruptible: 'any' }));
  const words = createLineWords();
  let exchange: Exchange | undefined;
  let transport: MediaTransport | undefined;
  const told = { signal: ended.signal, onEvent: onModel, onStale: items.drop, onLost };
  const link = createModelLink({ ...linkOptions(options, host), ...told });
  const consent = createRealtimeConsent(options.consent, { link, say });

  function attach(line: MediaTransport): void {
    const media = options.tap?.(line) ?? line;
    transport = media;
    exchange?.stop();
    exchange = createExchange({
      runtime,
      transport: media,
      speech: options.speech,
      voice: options.speechVoice,
      leadMs: options.leadMs,
      language: () => settings.language,
      onSpeaking: (who, on) => report({ kind: who === 'agent' ? 'agent-speaking' : 'caller-speaking', on }),
      onPlayed: heard => spoken(heard, false),
      onInterrupted: cut => onCut(words.interrupted(cut)),
      onError: () => runtime.log.warn('voice.line-complained'),
    });
    followLine(media).catch(onFailed);
    link.follow(media);
  }

  async function followLine(media: MediaTransport): Promise<void> {
    for await (const event of media.events) if (media === transport) onLine(event);
  }

  function onLine(event: MediaEvent) {
    switch (event.kind) {
      case 'start':
        exchange!.player.probe();
        return report({ kind: 'connected' });
      case 'audio':
        exchange!.frame(event.audio);
        return link.hear(event.audio);
      case 'mark':
        return exchange!.player.acknowledged(event.name);
      case 'digit':
        exchange!.digit();
        return report({ kind: 'digit', digit: event.digit });
      case 'closed':
        transport = undefined;
        onCut({ over: exchange!.stop(), unheard: [] });
        return report({ kind: 'line-lost' });
    }
  }

  function onLost(): void {
    items.endAll();
    report({ kind: 'brain-failed' });
  }

  function onFailed(reason: unknown): void {
    if (ended.signal.aborted) return;
    runtime.log.warn('voice.model-failed', { cause: reason instanceof Error ? reason.name : 'unknown' });
    report({ kind: 'brain-failed' });
  }

  async function onModel(event: RealtimeEvent): Promise<void> {
    switch (event.kind) {
      case 'audio':
        return items.add(event.itemId, event.audio);
      case 'said':
        // Pieces add up; the whole text comes once more at the end.
        if (!event.final && !items.isDropped(event.itemId))
          exchange?.player.describe(event.itemId, { text: event.text });
        return;
      case 'heard':
        return onHeard(event.text, event.final);
      case 'speech-started':
        if (exchange?.isCallerSpeaking()) exchange.yieldFloor();
        return;
      case 'tool-call': {
        if (consent.refuses(event.id)) return;
        const { action, answer } = await runTool(event, options.tools ?? [], ended.signal);
        // Who hangs up has nothing more to say than the last words.
        if (action?.kind !== 'hang-up') link.session()?.answerTool(event.id, answer);
        if (action) perform(action);
        return;
      }
      case 'turn-ended':
        if (event.usage) options.onUsage?.(event.usage);
        return items.endAll();
      case 'closed':
        return;
    }
  }

  function onHeard(text: string, final: boolean): void {
    exchange?.words(text);
    if (final) link.transcribe({ who: 'caller', text });
    if (final && isEmergency(text)) answerInstead(phrasesIn(settings.language).emergency);
    else if (final && isAskingWhetherAi(text)) answerInstead(phrasesIn(settings.language).iAmAnAi);
    report({ kind: 'heard', text, final });
  }

  // The model may be about to answer too, and need not be right.
  function answerInstead(words: string): void {
    exchange?.yieldFloor();
    items.dropAll();
    say(words, { isProtected: true, isDisclosure: false });
    link.session()?.instruct(`The line has answered this itself: "${words}" Do not contradict it.`);
  }

  function perform(part: BrainPart) {
    switch (part.kind) {
      case 'text':
        return say(part.text, { isProtected: false, isDisclosure: false });
      case 'digits':
        return host.press(part.digits);
      case 'note':
        return host.note(part.text);
      case 'hang-up':
        return report({ ...part, by: 'brain', speechMs: exchange?.player.isSpeaking() ? longestAnswerMs : 0 });
      case 'transfer':
      case 'outcome':
        return report(part);
      default:
        return runtime.log.warn('voice.part-skipped', { part: part.kind });
    }
  }

  function onCut({ over, unheard }: CutWords): void {
    for (const heard of over) {
      if (items.has(heard.utteranceId)) link.session()?.truncate(heard.utteranceId, Math.floor(heard.playedMs));
      if (items.has(heard.utteranceId)) items.drop(heard.utteranceId);
      spoken(heard, !heard.complete);
    }
    items.dropAll();
    for (const { text, weight } of unheard) say(text, weight);
  }

  function spoken(heard: Heard, isInterrupted: boolean): void {
    if (words.take(heard.utteranceId)?.isDisclosure) report({ kind: 'disclosed', isWhole: !isInterrupted });
    if (!isInterrupted) items.forget(heard.utteranceId);
    consent.heard(heard.text, isInterrupted);
    if (heard.generated.trim() === '') return;
    link.transcribe(transcriptOf({ ...heard, isInterrupted, isApproximate: heard.approximate }));
  }

  function say(text: string, weight: Weight): void {
    const id = exchange?.mouth.say(text, { last: true, interruptible: weight.isProtected ? 'none' : 'any' });
    if (id !== undefined) words.said(id, weight);
  }

  return face();

  function face(): RealtimeConversation {
    return {
      attach(line) {
        if (line.kind === 'media') return attach(line.transport);
        throw new ButtdialError(
          'configuration',
          'A speech-to-speech model needs the audio of the call, and this line has only text.',
        );
      },
      say,
      open: consent.open,
      // The model has heard the turn itself; keys it has not.
      turn(text) {
        if (!consent.takes(text) && text.startsWith('[pressed'))
          link.session()?.instruct(`The other party pressed keys: ${text}`, { answer: true });
      },
      volunteer: parts => parts.forEach(perform),
      tell: note => link.session()?.instruct(note),
      hush: items.dropAll,
      sendDigits(digits) {
        if (!transport || transport.sendDigits) return transport?.sendDigits?.(digits);
        const audio = fromSamples(synthesizeDigits(digits, transport.format.sampleRate), transport.format);
        exchange?.mouth.sound([{ audio }], { id: runtime.newId(), interruptible: 'none' });
      },
      wrapUp: async (transcript, signal) => options.wrapUp?.(transcript, signal),
      end() {
        ended.abort();
        exchange?.stop();
        link.session()?.close();
        transport?.close();
      },
    };
  }
}

const longestAnswerMs = 10_000;

function linkOptions(options: RealtimeSpeakerOptions, { runtime, transcribe }: RealtimeHost) {
  const { realtime, instructions, voice, tools = [], speaksFirst = true } = options;
  const { memory, isOpen } = options.before ?? {};
  const request = { instructions, voice, tools: [...callTools, ...tools.map(specOf)] };
  return { runtime, realtime, request, speaksFirst, transcribe, memory, isOpen };
}
