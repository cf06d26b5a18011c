import { z } from 'zod';
import { parse } from './requests.ts';

const milliseconds = z.int().nonnegative();
const chance = z.number().min(0).max(1);

/** How the simulated network behaves when nothing is broken. Every field has a default. */
const behaviourFields = z.strictObject({
  /** From acceptance to "sent", and from there to "delivered" (or "undelivered"). */
  messageSentMs: milliseconds.default(50),
  messageDeliveredMs: milliseconds.default(250),
  mailDeliveredMs: milliseconds.default(250),
  domainVerifiedMs: milliseconds.default(1000),
  /** From the request to the ringing of a call, and from there to the answer unless the character has its own time. */
  callSetupMs: milliseconds.default(100),
  callAnswerMs: milliseconds.default(1500),
  /** How fast people and text relays speak; 15 characters a second. Raw audio has its own pace. */
  speechMsPerCharacter: milliseconds.default(67),
  /** How long a vendor of voices works on each piece of some characters. */
  synthesisMs: milliseconds.default(0),
  /** Keeps the sound of the last calls over raw audio, to be listened to. */
  recordAudio: z.boolean().default(false),
  /** From the answer to the verdict about who answered. */
  machineDetectionMs: milliseconds.default(1000),
  /** Chance, per callback, of being posted twice. */
  duplicateCallbacks: chance.default(0),
  /** Chance, per message or mail, that its callbacks arrive in another order, all after the last one is due. */
  shuffleCallbacks: chance.default(0),
  /** Chance, per callback, of never being posted. */
  loseCallbacks: chance.default(0),
  /** How long a webhook of the customer may take. */
  webhookTimeoutMs: milliseconds.default(15_000),
  /** Further attempts of Twilio at a webhook, and after what. Twilio's own default is one, after a failed connection. */
  twilioRetries: z.int().min(0).max(5).default(1),
  twilioRetryOn: z.array(z.enum(['connection', 'timed-out', '5xx'])).default(['connection']),
  /** Waits between the attempts of Svix, which posts Resend's events. */
  resendRetryMs: z
    .array(milliseconds)
    .default([5_000, 300_000, 1_800_000, 7_200_000, 18_000_000, 36_000_000, 36_000_000]),
  /** WhatsApp takes free text only within 24 hours after the phone wrote; otherwise error 63016. */
  whatsappWindow: z.boolean().default(true),
  /** What Meta makes of a new WhatsApp sender when it is next looked at: approve it, or hold it until `judgeSender`. */
  whatsappReview: z.enum(['approve', 'hold']).default('approve'),
  /** Inbound Twilio media is served only with the account's credentials. */
  mediaNeedsCredentials: z.boolean().default(true),
});
/** How the simulated network behaves: delays in milliseconds, chances from 0 to 1. */
export type Behaviour = z.output<typeof behaviourFields>;
/** Fields of the behaviour to set; the others keep their value or default. */
export type BehaviourChange = z.input<typeof behaviourFields>;

/** The behaviour in force; `change` keeps what it does not name. */
export interface BehaviourSetting {
  readonly current: Behaviour;
  change(change: BehaviourChange): Behaviour;
  reset(): void;
}

/** Starts from the defaults with `given` laid over them. */
export function createBehaviour(given: BehaviourChange = {}): BehaviourSetting {
  const initial = parse(behaviourFields, given);
  let current = initial;
  return {
    get current() {
      return current;
    },
    change: change => {
      const named = Object.entries(change).filter(([, value]) => value !== undefined);
      current = parse(behaviourFields, { ...current, ...Object.fromEntries(named) });
      return current;
    },
    reset: () => {
      current = initial;
    },
  };
}
