import type { CallLine, Listener, LiveVoice } from './spoken.ts';

/** What passes between the two ends of a call while it is spoken. */
export interface Between {
  /** The account's side begins or ends to speak. */
  speaking(on: boolean): void;
  /** The account's side begins to say so much more. */
  speaks(text: string): void;
  /** The account's side said so much more. */
  spoken(text: string): void;
  /** How fast the account's side has to speak to be heard while it does; undefined for its own pace. */
  pace(): number | undefined;
  /** Lets the other end of the call hear the account's side as it sounds. */
  passOn(to: (frame: Uint8Array) => boolean): void;
  /** 20 ms of the account's side. @returns whether somebody at the other end of the call heard it. */
  sound(frame: Uint8Array): boolean;
  /** 20 ms from the other end of the call. @returns whether the account's side takes sound. */
  hearSound(frame: Uint8Array): boolean;
  /** Lets the other end of the call hear the account's side word by word. */
  passVoice(to: () => LiveVoice | undefined): void;
  /** Somebody at the other end begins to speak. Undefined where the account's side cannot listen to it yet. */
  hearVoice(): LiveVoice | undefined;
  /** What was said at the other end of the call, and was heard while it was said. */
  overhear(text: string): void;
}

interface BetweenWorld {
  /** Aborts when the call is over. */
  readonly signal: AbortSignal;
  readonly listener: () => Listener | undefined;
  readonly note: (line: Omit<CallLine, 'at'>) => void;
}

/** The account's side of one call, as the other end hears it. */
export function createBetween({ signal, listener, note }: BetweenWorld) {
  let toSound: (frame: Uint8Array) => boolean = () => false;
  let toVoice: () => LiveVoice | undefined = () => undefined;
  let voice: LiveVoice | undefined;
  let soFar = '';
  let isSounding = false;
  const watch = speechWatch(signal);
  return {
    ...watch.view,
    speaking(on: boolean) {
      if (watch.isOn() === on) return;
      watch.set(on);
      if (!on) return voice?.silent();
      soFar = '';
      // Who is heard as they sound is not heard in words as well.
      voice = isSounding ? undefined : toVoice();
    },
    speaks: (text: string) => voice?.speaks(text),
    pace: () => voice?.msPerCharacter,
    spoken(text: string) {
      soFar += text;
      voice?.soFar(soFar);
    },
    /** @returns whether the other end heard it while it was said. */
    said(text: string, isCut: boolean): boolean {
      const heard = voice;
      voice = undefined;
      heard?.said(text, isCut);
      return heard !== undefined;
    },
    passOn: (to: typeof toSound) => {
      toSound = to;
    },
    sound(frame: Uint8Array) {
      isSounding = toSound(frame);
      return isSounding;
    },
    hearSound(frame: Uint8Array) {
      const ears = listener();
      ears?.frame?.(frame);
      return ears?.frame !== undefined;
    },
    passVoice: (to: typeof toVoice) => {
      toVoice = to;
    },
    hearVoice: () => listener()?.voice?.(),
    overhear: (text: string) => note({ by: 'phone', text }),
  };
}

/** Whether the account's side speaks, and when it begins to. */
function speechWatch(signal: AbortSignal) {
  let isOn = false;
  let begun = Promise.withResolvers<void>();
  const over = Promise.withResolvers<never>();
  over.promise.catch(() => undefined);
  signal.addEventListener('abort', () => over.reject(signal.reason), { once: true });
  const set = (on: boolean) => {
    isOn = on;
    if (on) begun.resolve();
    else begun = Promise.withResolvers<void>();
  };
  const accountSpeaks = async () => {
    signal.throwIfAborted();
    if (!isOn) await Promise.race([begun.promise, over.promise]);
  };
  return { set, isOn: () => isOn, view: { accountSpeaks, isAccountSpeaking: () => isOn } };
}
