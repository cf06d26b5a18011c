import type { MediaTransport, Runtime, Speech } from '@buttdial/core';
import { toSamples } from '../audio/convert.ts';
import { createVoiceDetector } from '../audio/vad.ts';
import { defaultFloorPolicy, type FloorEvent, type FloorPolicy, quietFloor, stepFloor } from '../floor/floor.ts';
import type { Heard } from '../playback/heard.ts';
import { createPlayer, type Player } from '../playback/player.ts';
import { createMouth, type Mouth, type SpokenUtterance } from './mouth.ts';

/** What an exchange of speech over a media line needs, and whom it tells. */
export interface ExchangeOptions {
  readonly runtime: Runtime;
  readonly transport: MediaTransport;
  readonly speech: Speech;
  readonly voice: string;
  readonly leadMs?: number | undefined;
  readonly floor?: Partial<Omit<FloorPolicy, 'language'>> | undefined;
  language(): string;
  onSpeaking(who: 'agent' | 'caller', on: boolean): void;
  /** An utterance was played to its end. */
  onPlayed(heard: Heard): void;
  /** The caller took the floor. `cut`: what becomes of every utterance under way, in order. */
  onInterrupted(cut: readonly Heard[]): void;
  onError(): void;
}

/** Two voices on one media line: ours is paced and can be cut, theirs is watched for wanting the floor. */
export interface Exchange {
  readonly mouth: Mouth;
  readonly player: Player;
  /** One frame of the caller. @returns its samples, and whether it holds a voice. */
  frame(audio: Uint8Array): { readonly samples: Int16Array; readonly isVoice: boolean; readonly durationMs: number };
  /** What the caller's attempt was transcribed to so far. */
  words(text: string): void;
  digit(): void;
  /** The caller has the floor, whatever the policy says. */
  yieldFloor(): void;
  isAgentSpeaking(): boolean;
  isCallerSpeaking(): boolean;
  /** The line is gone. @returns what became of every utterance under way, in order. */
  stop(): readonly Heard[];
}

/** Makes an exchange. */
export function createExchange(options: ExchangeOptions): Exchange {
  const { runtime, transport, speech, voice, onError, language } = options;
  const lead = options.leadMs === undefined ? {} : { leadMs: options.leadMs };
  const player = createPlayer({ runtime, transport, ...lead, onPlayed });
  const mouth = createMouth({
    runtime,
    player,
    speech,
    voice,
    format: () => transport.format,
    language,
    onAudible,
    onError,
  });
  const isVoiceIn = createVoiceDetector();
  let floor = quietFloor;
  let audible: SpokenUtterance[] = [];

  function step(event: FloorEvent): void {
    const [next, decision] = stepFloor(floor, event, { ...defaultFloorPolicy, ...options.floor, language: language() });
    const wasCallerSpeaking = floor.isCallerSpeaking;
    floor = next;
    if (next.isCallerSpeaking !== wasCallerSpeaking) options.onSpeaking('caller', next.isCallerSpeaking);
    if (decision === 'duck') player.pause();
    if (decision === 'resume') player.resume();
    if (decision === 'commit') interrupt();
  }

  function onAudible(utterance: SpokenUtterance): void {
    audible.push(utterance);
    if (audible.length > 1) return;
    options.onSpeaking('agent', true);
    step({ kind: 'agent-started', interruptible: utterance.interruptible });
  }

  function onPlayed(heard: Heard): void {
    options.onPlayed(heard);
    audible = audible.filter(one => one.id !== heard.utteranceId);
    const next = audible[0];
    if (next) step({ kind: 'agent-started', interruptible: next.interruptible });
    else fallSilent();
  }

  function fallSilent(): void {
    step({ kind: 'agent-stopped' });
    player.resume();
    options.onSpeaking('agent', false);
  }

  function interrupt(): void {
    const cut = mouth.cut();
    audible = [];
    options.onInterrupted(cut);
    fallSilent();
  }

  return {
    mouth,
    player,
    frame(audio) {
      const samples = toSamples(audio, transport.format);
      const durationMs = (samples.length * 1000) / transport.format.sampleRate;
      const isVoice = isVoiceIn(samples, durationMs);
      step({ kind: 'frame', isVoice, durationMs });
      return { samples, isVoice, durationMs };
    },
    words: text => step({ kind: 'words', text }),
    digit: () => step({ kind: 'digit' }),
    yieldFloor() {
      if (audible.length > 0 && audible[0]!.interruptible !== 'none') interrupt();
    },
    isAgentSpeaking: () => floor.isAgentSpeaking,
    isCallerSpeaking: () => floor.isCallerSpeaking,
    stop() {
      mouth.stop();
      return player.stop();
    },
  };
}
