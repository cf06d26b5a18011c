/** Where a call stands. `ended` is the only one that nothing leaves. */
export type CallPhase =
  | 'policy-check'
  | 'queued'
  | 'dialing'
  | 'ringing'
  | 'screening'
  | 'screening-reply'
  | 'voicemail-wait'
  | 'voicemail-leaving'
  | 'menu'
  | 'conversing'
  | 'on-hold'
  | 'transferring'
  | 'consulting'
  | 'bridged'
  | 'reconnecting'
  | 'ending'
  | 'wrap-up'
  | 'ended';

/** How a call ended. */
export type CallStatus =
  | 'completed'
  | 'no-answer'
  | 'busy'
  | 'declined'
  | 'voicemail-left'
  | 'voicemail-no-message'
  | 'transferred'
  | 'hung-up-by-agent'
  | 'hung-up-by-caller'
  | 'cancelled'
  | 'timed-out'
  | 'failed'
  | 'blocked';

/** Whose doing the end was, and what it was. `other-party`: whoever is on the other end of the line. */
export interface EndReason {
  readonly status: CallStatus;
  readonly by: 'agent' | 'other-party' | 'carrier' | 'policy' | 'us';
  readonly why:
    | 'goodbye'
    | 'hung-up'
    | 'silence'
    | 'max-duration'
    | 'not-answered'
    | 'busy'
    | 'declined'
    | 'screened'
    | 'voicemail'
    | 'transferred'
    | 'cancelled'
    | 'opted-out'
    | 'denied'
    | 'line-lost'
    | 'brain-failed'
    | 'carrier-failed';
  /** The rule that denied, or the carrier's code. */
  readonly code?: string;
}

/** What a call is to be like. All durations in milliseconds. */
export interface CallSettings {
  readonly direction: 'inbound' | 'outbound';
  /** BCP-47. */
  readonly language: string;
  /** For whom the AI speaks. It is said first, is not interruptible, and no prompt can remove it. */
  readonly callerIdentity: string;
  /** What the call is about, to stand behind "about". */
  readonly topic?: string;
  /** False only where the operator answers for it: an inbound line that announces itself otherwise. */
  readonly disclose: boolean;
  /** Said after the disclosure. */
  readonly greeting?: string;
  readonly voicemail: { readonly policy: 'leave'; readonly message: string } | { readonly policy: 'hang-up' };
  readonly maxDurationMs: number;
  readonly ringMs: number;
}

/** A transfer that was asked for. */
export interface Transfer {
  readonly mode: 'cold' | 'warm';
  readonly to: string;
  /** Told to whoever is called, before the two are joined. */
  readonly briefing?: string;
  /** The AI stays and listens. */
  readonly stay?: boolean;
}

/** A judgement of what the call was worth. */
export interface CallOutcome {
  readonly outcome: 'success' | 'partial' | 'failure' | 'no-answer' | 'voicemail' | 'blocked';
  readonly summary?: string;
  /** Words that were heard, as proof. */
  readonly evidence?: readonly string[];
}

/** What is left of a call. Durations in milliseconds; `talkMs` from the answer to the end. */
export interface CallResult extends EndReason {
  readonly talkMs: number;
  readonly isDisclosed: boolean;
  readonly outcome?: CallOutcome;
}

/** All that the reducer knows of a call. */
export interface CallState {
  readonly phase: CallPhase;
  readonly settings: CallSettings;
  readonly answeredAtMs?: number;
  readonly ending?: EndReason;
  readonly outcome?: CallOutcome;
  readonly isConnected: boolean;
  readonly isAgentSpeaking: boolean;
  /** Keys pressed that were not yet handed on. */
  readonly digits: string;
  /** `speaking`: it is being said. `cut`: the line went before its end. */
  readonly disclosure: 'due' | 'speaking' | 'done' | 'cut';
  readonly isBrainOpen: boolean;
  /** How often nobody answered. */
  readonly silences: number;
  readonly brainFailures: number;
  /** A voice was heard since the answer. */
  readonly isVoiceHeard: boolean;
  /** Whether somebody speaks at the other end, since when, and how long in all before that; followed until it is known who answered. */
  readonly callerVoice?: { readonly isOn: boolean; readonly sinceMs: number; readonly spokenMs: number };
  /** They were asked to hold before anybody was there to talk to. */
  readonly isHeld?: boolean;
  /** The other party has taken a turn that the brain was given. */
  readonly hasTurn: boolean;
  /** What was heard since the answer, while it is not clear who speaks. */
  readonly greetingHeard: readonly string[];
  readonly transfer?: Transfer;
}

/** The timers of a call; each runs once at most at a time. */
export type TimerName =
  | 'policy'
  | 'ring'
  | 'hello'
  | 'screening'
  | 'voicemail'
  | 'voicemail-cap'
  | 'silence'
  | 'digits'
  | 'warning'
  | 'max-duration'
  | 'transfer'
  | 'reconnect'
  | 'last-words'
  | 'wrap-up';

/** What happens to a call. `atMs` of the step is the time of one clock. */
export type CallEvent =
  | { readonly kind: 'allowed' }
  | { readonly kind: 'denied'; readonly code: string }
  | { readonly kind: 'dialed' }
  | { readonly kind: 'refused'; readonly code?: string }
  | { readonly kind: 'ringing' }
  | { readonly kind: 'answered' }
  | { readonly kind: 'busy' }
  | { readonly kind: 'not-answered' }
  | { readonly kind: 'declined' }
  | { readonly kind: 'carrier-failed'; readonly code?: string }
  /** The carrier says that the call is over. */
  | { readonly kind: 'leg-ended'; readonly by?: 'other-party' | 'us' | 'carrier' }
  | { readonly kind: 'answered-by'; readonly who: 'human' | 'machine' }
  | { readonly kind: 'connected' }
  | { readonly kind: 'line-lost' }
  | { readonly kind: 'heard'; readonly text: string; readonly final: boolean }
  | { readonly kind: 'caller-speaking'; readonly on: boolean }
  | { readonly kind: 'agent-speaking'; readonly on: boolean }
  | { readonly kind: 'digit'; readonly digit: string }
  | { readonly kind: 'beep' }
  | { readonly kind: 'disclosed'; readonly isWhole: boolean }
  | { readonly kind: 'brain-failed' }
  /** `speechMs`: how long what is being said will still take. */
  | {
      readonly kind: 'hang-up';
      readonly by: 'agent' | 'brain';
      readonly lastWords?: string;
      readonly speechMs?: number;
    }
  | { readonly kind: 'cancel' }
  | { readonly kind: 'transfer'; readonly transfer: Transfer }
  | { readonly kind: 'transfer-allowed' }
  | { readonly kind: 'transfer-failed' }
  | { readonly kind: 'consult-answered' }
  | { readonly kind: 'transferred' }
  | { readonly kind: 'outcome'; readonly outcome: CallOutcome }
  | { readonly kind: 'wrapped'; readonly outcome?: CallOutcome }
  | { readonly kind: 'timer'; readonly name: TimerName };

/** What is to be done about it. `settle` comes exactly once in the life of a call, last. */
export type CallEffect =
  | { readonly kind: 'judge' }
  | { readonly kind: 'dial' }
  | { readonly kind: 'hang-up' }
  /** Said by the line itself. `isProtected`: not interruptible. `isDisclosure`: its hearing is reported. */
  | { readonly kind: 'say'; readonly text: string; readonly isProtected: boolean; readonly isDisclosure?: boolean }
  /** `heard`: what the other party said before. */
  | { readonly kind: 'open-brain'; readonly heard?: string }
  | { readonly kind: 'turn'; readonly text: string }
  | { readonly kind: 'tell-brain'; readonly note: string }
  | { readonly kind: 'hush-brain' }
  | { readonly kind: 'judge-transfer'; readonly transfer: Transfer }
  | { readonly kind: 'redirect'; readonly transfer: Transfer }
  | { readonly kind: 'consult'; readonly transfer: Transfer }
  | { readonly kind: 'merge'; readonly transfer: Transfer }
  | { readonly kind: 'opt-out' }
  | { readonly kind: 'wrap-up' }
  | { readonly kind: 'start-timer'; readonly name: TimerName; readonly afterMs: number }
  | { readonly kind: 'stop-timer'; readonly name: TimerName }
  | { readonly kind: 'settle'; readonly result: CallResult };
