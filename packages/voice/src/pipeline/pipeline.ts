import type {
  Interruptible,
  MediaEvent,
  MediaTransport,
  RelayEvent,
  Runtime,
  Speech,
  SpeechChunk,
  TextTransport,
  Transcription,
} from '@buttdial/core';
import { fromSamples, toSamples } from '../audio/convert.ts';
import { synthesizeDigits } from '../audio/dtmf.ts';
import { createBeepDetector } from '../audio/tones.ts';
import { createVoiceDetector } from '../audio/vad.ts';
import { defaultFloorPolicy, type FloorEvent, type FloorPolicy, quietFloor, stepFloor } from '../floor/floor.ts';
import { countRealWords } from '../floor/words.ts';
import type { Heard } from '../playback/heard.ts';
import { createPlayer } from '../playback/player.ts';
import { createQueue } from '../queue.ts';
import { createEars } from './ears.ts';
import { createMouth, type SpokenUtterance } from './mouth.ts';

/** What lifts a media line to a text line. */
export interface PipelineOptions {
  readonly runtime: Runtime;
  readonly transport: MediaTransport;
  readonly transcription: Transcription;
  readonly speech: Speech;
  /** The speech service's id of a voice. */
  readonly voice: string;
  /** BCP-47. */
  readonly language: string;
  /** Milliseconds of audio fed ahead; 400 unless told. */
  readonly leadMs?: number;
  readonly floor?: Partial<Omit<FloorPolicy, 'language'>>;
  /** Reads recordings that are to be played, in the line's format. Without it they are not played. */
  readonly loadAudio?: (url: URL) => AsyncIterable<SpeechChunk>;
}

// Machines beep in the first minute or not at all; later the search would cost more than it finds.
const beepSearchMs = 60_000;

/**
 * Makes a text transport from a media transport: transcription is its ears, speech its mouth, and the floor policy decides
 * who speaks. Speech is interrupted here, and what was heard of it is told to the character where the vendor aligns text.
 */
export function createPipeline(options: PipelineOptions): TextTransport {
  const { runtime, transport } = options;
  const events = createQueue<RelayEvent>();
  const player = createPlayer({
    runtime,
    transport,
    ...(options.leadMs !== undefined && { leadMs: options.leadMs }),
    onPlayed,
  });
  const ears = createEars({
    runtime,
    transcription: options.transcription,
    format: () => transport.format,
    onWords,
    onTurn,
    onError: () => events.push({ kind: 'error', message: 'transcription failed' }),
  });
  const mouth = createMouth({
    runtime,
    player,
    speech: options.speech,
    voice: options.voice,
    format: () => transport.format,
    language: () => language,
    onAudible,
    onError: () => events.push({ kind: 'error', message: 'speech failed' }),
  });
  const isVoiceIn = createVoiceDetector();
  let language = options.language;
  let floor = quietFloor;
  let audible: SpokenUtterance[] = [];
  let detectBeep: ((samples: Int16Array) => boolean) | undefined;

  function stepTheFloor(event: FloorEvent): void {
    const [next, decision] = stepFloor(floor, event, { ...defaultFloorPolicy, ...options.floor, language });
    if (next.isCallerSpeaking !== floor.isCallerSpeaking) {
      events.push({ kind: 'speaking', who: 'caller', on: next.isCallerSpeaking });
    }
    floor = next;
    if (decision === 'duck') player.pause();
    if (decision === 'resume') player.resume();
    if (decision === 'commit') interrupt();
  }

  function onAudible(utterance: SpokenUtterance): void {
    audible.push(utterance);
    if (audible.length > 1) return;
    events.push({ kind: 'speaking', who: 'agent', on: true });
    stepTheFloor({ kind: 'agent-started', interruptible: utterance.interruptible });
  }

  function onPlayed(heard: Heard): void {
    events.push({ kind: 'played', text: heard.text });
    audible = audible.filter(one => one.id !== heard.utteranceId);
    const next = audible[0];
    if (next) return stepTheFloor({ kind: 'agent-started', interruptible: next.interruptible });
    agentStopped();
  }

  function agentStopped(): void {
    stepTheFloor({ kind: 'agent-stopped' });
    player.resume();
    events.push({ kind: 'speaking', who: 'agent', on: false });
  }

  function interrupt(): void {
    const cut = mouth.cut();
    audible = [];
    for (const heard of cut.filter(one => one.complete)) events.push({ kind: 'played', text: heard.text });
    const broken = cut.find(one => !one.complete);
    if (broken) events.push({ kind: 'interrupted', heardText: broken.text, afterMs: broken.playedMs });
    agentStopped();
  }

  function onWords(text: string): void {
    stepTheFloor({ kind: 'words', text });
    events.push({ kind: 'heard', text, final: false, language });
  }

  // "Mhm" while the agent speaks is no turn: nobody waits for an answer to it.
  function onTurn(text: string): void {
    if (floor.isAgentSpeaking && countRealWords(text, language) === 0) return;
    events.push({ kind: 'heard', text, final: true, language });
  }

  function onAudio(audio: Uint8Array): void {
    const samples = toSamples(audio, transport.format);
    const durationMs = (samples.length * 1000) / transport.format.sampleRate;
    const isVoice = isVoiceIn(samples, durationMs);
    stepTheFloor({ kind: 'frame', isVoice, durationMs });
    ears.hear(audio, isVoice, durationMs);
    if (detectBeep?.(samples)) events.push({ kind: 'beep' });
  }

  function onStart(event: Extract<MediaEvent, { kind: 'start' }>): void {
    const untilMs = runtime.now().getTime() + beepSearchMs;
    const detect = createBeepDetector(transport.format.sampleRate);
    detectBeep = samples => runtime.now().getTime() < untilMs && detect(samples);
    player.probe();
    ears.listen(language);
    events.push({ kind: 'setup', callVendorId: event.callVendorId, from: '', to: '', parameters: event.parameters });
  }

  async function follow(): Promise<void> {
    for await (const event of transport.events) {
      if (event.kind === 'start') onStart(event);
      if (event.kind === 'audio') onAudio(event.audio);
      if (event.kind === 'mark') player.acknowledged(event.name);
      if (event.kind !== 'digit') continue;
      stepTheFloor({ kind: 'digit' });
      events.push({ kind: 'digit', digit: event.digit });
    }
  }

  function stop(): void {
    mouth.stop();
    ears.stop();
    player.stop();
    events.push({ kind: 'closed' });
    events.end();
  }

  follow()
    .catch(reason => runtime.log.error('voice.line-failed', { cause: String(reason?.name) }))
    .finally(stop);

  return {
    events,
    say: (token, { last, interruptible = 'any' }) => mouth.say(token, { last, interruptible }),
    play(url) {
      if (options.loadAudio) mouth.sound(options.loadAudio(url), 'any');
      else runtime.log.warn('voice.recording-skipped');
    },
    sendDigits(digits) {
      if (transport.sendDigits) return transport.sendDigits(digits);
      const audio = fromSamples(synthesizeDigits(digits, transport.format.sampleRate), transport.format);
      mouth.sound([{ audio }], uninterruptible);
    },
    setLanguage(next) {
      language = next;
      ears.listen(next);
    },
    end: () => transport.close(),
  };
}

const uninterruptible: Interruptible = 'none';
