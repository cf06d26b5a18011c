import type { AudioFormat, SpeechChunk, Utterance } from './audio.ts';
import type { Fault } from './fault.ts';
import type { InboundAttachment, InboundEvent, RawWebhook } from './inbound.ts';
import type { MessagingChannel, OutboundEmail, OutboundMessage, SentMessage } from './message.ts';
import type { Money } from './money.ts';
import type { Call, Idempotency, Receipt } from './receipt.ts';
import type { StoreOpener } from './store/store.ts';
import type { RecordedSound, Telephony } from './telephony.ts';

/** What a messaging route of a vendor can do. */
export interface MessagingRoute {
  readonly idempotency: Idempotency;
  readonly maxAttachments: number;
  readonly templates: boolean;
  /** The most characters of text that the vendor takes in one request. */
  readonly maxTextLength: number;
}

/** Written messages. A send makes exactly one request and never retries. */
export interface Messaging {
  readonly routes: { readonly [C in MessagingChannel]?: MessagingRoute };
  /** @throws the signal's reason when aborted before the request left. */
  send(message: OutboundMessage, call: Call): Promise<Receipt>;
  /** What the vendor sent between two addresses in a span; reconciles uncertain sends. Absent where the vendor lists nothing. */
  find?(query: FindSent, call: Call): Promise<readonly SentMessage[]>;
  /** The current state of one message, where the vendor tells. */
  get?(vendorId: string, call: Call): Promise<SentMessage | undefined>;
  /**
   * A medium that came with an inbound message, asked for with the account's credentials; nothing that lies elsewhere than
   * at the vendor is asked for. @throws ButtdialError `unavailable` when it does not come.
   */
  openAttachment?(attachment: InboundAttachment, call: Call): Promise<RecordedSound>;
}

/** Which sent messages to list: between two normalized addresses, in a span. */
export interface FindSent {
  readonly channel: MessagingChannel;
  readonly from: string;
  readonly to: string;
  readonly since: Date;
  readonly until: Date;
}

/** E-mail. A send makes exactly one request and never retries. */
export interface Email {
  readonly idempotency: Idempotency;
  readonly maxAttachments: number;
  send(email: OutboundEmail, call: Call): Promise<Receipt>;
  readonly domains?: Domains;
}

/** Sending domains and the DNS records that prove them. */
export interface Domains {
  add(domain: string, call: Call): Promise<Domain>;
  get(domain: string, call: Call): Promise<Domain | undefined>;
}
/** A sending domain as the vendor sees it, with the DNS records to publish. */
export interface Domain {
  readonly name: string;
  readonly verified: boolean;
  readonly records: readonly {
    readonly type: string;
    readonly name: string;
    readonly value: string;
    readonly priority?: number;
  }[];
}

/** Text to audio. */
export interface Speech {
  /** The vendor's name of what does it, as it stands in price lists. */
  readonly model?: string;
  readonly formats: readonly AudioFormat[];
  speak(request: SpeechRequest, call: Call): AsyncIterable<SpeechChunk>;
  voices?(call: Call): Promise<readonly { readonly id: string; readonly name: string; readonly language: string }[]>;
}
/** What to speak, in which voice (the vendor's id) and format; `text` may arrive while it is spoken. */
export interface SpeechRequest {
  readonly text: string | AsyncIterable<string>;
  readonly voice: string;
  readonly language?: string;
  readonly format: AudioFormat;
}

/** Audio to text. */
export interface Transcription {
  /** The vendor's name of what does it, as it stands in price lists. */
  readonly model?: string;
  readonly formats: readonly AudioFormat[];
  listen(
    request: { readonly audio: AsyncIterable<Uint8Array>; readonly format: AudioFormat; readonly language?: string },
    call: Call,
  ): AsyncIterable<Utterance>;
  /**
   * What is said in a whole file, such as a voice note; empty where nothing is. Absent where the vendor hears only what is
   * live. One request, never repeated. @throws ButtdialError with its `fault` when the vendor does not take it.
   */
  transcribe?(file: SoundFile, call: Call): Promise<Transcript>;
}

/** A whole file of sound, as its content type says: `audio/wav`, `audio/ogg`, `audio/mpeg` and so on. */
export interface SoundFile {
  readonly audio: Uint8Array;
  readonly contentType: string;
  /** BCP-47, where it is known. */
  readonly language?: string;
}

/** What was said in a file. */
export interface Transcript {
  readonly text: string;
  /** As the vendor found it, where it tells. */
  readonly language?: string;
  readonly durationSeconds?: number;
}

/** One turn of a conversation with a language model. */
export interface Turn {
  readonly role: 'user' | 'assistant' | 'tool';
  readonly text: string;
  readonly toolCallId?: string;
  readonly toolCalls?: readonly { readonly id: string; readonly name: string; readonly arguments: string }[];
}
/** A tool that a model may call. */
export interface ToolSpec {
  readonly name: string;
  readonly description: string;
  /** JSON Schema of the arguments. */
  readonly input: Readonly<Record<string, unknown>>;
}
/** What a language model streams: text, tool calls, then exactly one `end`. */
export type LanguagePart =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'tool-call'; readonly id: string; readonly name: string; readonly arguments: string }
  | {
      readonly kind: 'end';
      readonly reason: 'stop' | 'length' | 'tool-calls' | 'refused';
      /** All of them, those read from a cache included. */
      readonly inputTokens?: number;
      readonly cachedInputTokens?: number;
      readonly outputTokens?: number;
    };

/** A language model, streaming. Leaving the answer early closes the request. @throws ButtdialError with its `fault` when the vendor fails, also in the middle. */
export interface LanguageModel {
  /** The vendor's name of what does it, as it stands in price lists. */
  readonly model?: string;
  reply(
    request: {
      readonly system: string;
      readonly turns: readonly Turn[];
      readonly tools?: readonly ToolSpec[];
      readonly maxTokens: number;
    },
    call: Call,
  ): AsyncIterable<LanguagePart>;
}

/** Speech-to-speech models. */
export interface Realtime {
  /** The vendor's name of what does it, as it stands in price lists. */
  readonly model?: string;
  /** What the model hears and speaks; the same both ways. */
  readonly formats: readonly AudioFormat[];
  /** @throws ButtdialError with its `fault` when the vendor takes no session. */
  open(
    request: {
      readonly instructions: string;
      readonly tools: readonly ToolSpec[];
      readonly format: AudioFormat;
      readonly voice: string;
    },
    call: Call,
  ): Promise<RealtimeSession>;
}
/** What a speech-to-speech session tells; `playedMs` and audio belong to the item they name. */
export type RealtimeEvent =
  | { readonly kind: 'audio'; readonly itemId: string; readonly audio: Uint8Array }
  | { readonly kind: 'said'; readonly itemId: string; readonly text: string; readonly final: boolean }
  | { readonly kind: 'heard'; readonly text: string; readonly final: boolean }
  | { readonly kind: 'speech-started' }
  | { readonly kind: 'tool-call'; readonly id: string; readonly name: string; readonly arguments: string }
  | { readonly kind: 'turn-ended'; readonly usage?: RealtimeUsage }
  /** `fault`: why, where it was not us who closed. */
  | { readonly kind: 'closed'; readonly fault?: Fault };

/** What the vendor counted for one answer of a speech-to-speech model. Audio and cached tokens are part of the sums. */
export interface RealtimeUsage {
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly inputAudioTokens: number;
  readonly outputAudioTokens: number;
  readonly cachedInputTokens: number;
}

/** An open speech-to-speech session. Ends with exactly one `closed`. */
export interface RealtimeSession {
  readonly events: AsyncIterable<RealtimeEvent>;
  hear(audio: Uint8Array): void;
  /** Tells the model how much of an item was played before it was cut. */
  truncate(itemId: string, playedMs: number): void;
  answerTool(id: string, result: string): void;
  /** Tells the model something that the other party does not hear. `answer`: it speaks now; else it keeps it in mind. */
  instruct(text: string, options?: { readonly answer: boolean }): void;
  close(): void;
}

/** A number that can be rented, or is. */
export interface PhoneNumber {
  readonly number: string;
  /** ISO 3166-1 alpha-2. */
  readonly country: string;
  readonly capabilities: readonly ('sms' | 'mms' | 'voice' | 'whatsapp')[];
  readonly monthlyPrice?: Money;
  /** Present once rented. */
  readonly vendorId?: string;
  readonly label?: string;
}

/** Where the vendor is to send what happens on a number. */
export interface NumberHooks {
  readonly sms?: URL;
  readonly voice?: URL;
  readonly status?: URL;
}

/** Finding, renting and pointing phone numbers. */
export interface Numbers {
  search(
    query: {
      readonly country: string;
      readonly capabilities: readonly ('sms' | 'voice')[];
      readonly areaCode?: string;
      readonly limit: number;
    },
    call: Call,
  ): Promise<readonly PhoneNumber[]>;
  rent(number: string, hooks: NumberHooks, call: Call): Promise<Receipt>;
  point(vendorId: string, hooks: NumberHooks, call: Call): Promise<Receipt>;
  release(vendorId: string, call: Call): Promise<Receipt>;
  list(call: Call): Promise<readonly PhoneNumber[]>;
}

/** An address that a channel must approve before it may be sent from, such as a WhatsApp sender. */
export interface ChannelSender {
  readonly vendorId: string;
  /** E.164. */
  readonly number: string;
  readonly state: 'pending' | 'approved' | 'rejected';
  /** Where the channel rates its senders. */
  readonly quality?: 'high' | 'medium' | 'low';
}

/** WhatsApp senders: registering them, pointing them, and hearing what the channel says of them. */
export interface Senders {
  /** Asks for approval of a rented number under a name that people will see. Its state is found out with `list`. */
  register(sender: { readonly number: string; readonly displayName: string }, call: Call): Promise<Receipt>;
  /** Says where messages to the sender go. */
  point(vendorId: string, hook: URL, call: Call): Promise<Receipt>;
  release(vendorId: string, call: Call): Promise<Receipt>;
  list(call: Call): Promise<readonly ChannelSender[]>;
}

/** An account under the operator's own. The credentials are fields of the provider's configuration: secrets, never to be logged. */
export interface Subaccount {
  readonly vendorId: string;
  readonly name: string;
  readonly credentials: Readonly<Record<string, string>>;
}

/** Accounts under the operator's own, whose numbers, messages and secrets are apart from each other. */
export interface Subaccounts {
  /** What was opened is found by its name with `list`, also when the answer was lost. */
  open(name: string, call: Call): Promise<Receipt>;
  /** Ends one for good, with everything it rented. */
  close(vendorId: string, call: Call): Promise<Receipt>;
  /** Those of this name that are not closed. */
  list(name: string, call: Call): Promise<readonly Subaccount[]>;
}

/** One-time codes made and checked by the vendor. */
export interface Verification {
  start(to: string, channel: 'sms' | 'whatsapp' | 'email' | 'voice', call: Call): Promise<Receipt>;
  check(to: string, code: string, call: Call): Promise<'right' | 'wrong' | 'expired'>;
}

/** What a vendor sends us. Verification comes first, over the raw bytes; reading is pure. */
export interface Webhooks {
  /** False for anything not provably from the vendor: wrong signature, missing header, stale time stamp. */
  verify(hook: RawWebhook): Promise<boolean>;
  /** Unknown kinds of events read to nothing. The same bytes always read to the same events. May fetch what the vendor left out of the body. */
  read(hook: RawWebhook): Promise<readonly InboundEvent[]>;
  /** The body the vendor expects in a 200; `reply` is text to send back on the same channel at no further cost of ours. */
  answer(reply?: string): { readonly contentType: string; readonly body: string };
}

/** Recordings, voice messages and media, private: nothing that is stored can be read without credentials or a link. */
export interface Files {
  /** Stores a file whole or not at all, in place of an earlier one of the same key. @throws ButtdialError `invalid-input` for no file key. */
  put(file: NewFile, call: FilesCall): Promise<void>;
  /** Undefined when there is no such file. Whoever takes the body reads it to its end or cancels it. */
  get(key: string, call: FilesCall): Promise<OpenedFile | undefined>;
  /** Also succeeds when there is no such file. */
  delete(key: string, call: FilesCall): Promise<void>;
  /** The files whose keys begin like this, in no order; with `storedBefore`, only those stored earlier. */
  list(query: FileQuery, call: FilesCall): AsyncIterable<StoredFile>;
  /** An address that anybody may read the file at until it expires. Absent where the store has no door of its own. */
  link?(key: string, expiresInSeconds: number): Promise<URL>;
}
/** What every request about files carries. */
export type FilesCall = Pick<Call, 'signal'>;
/** A file to store; see `assertFileKey` for its key. */
export interface NewFile {
  readonly key: string;
  readonly contentType: string;
  readonly body: Uint8Array | ReadableStream<Uint8Array>;
}
/** A file as the store lists it. */
export interface StoredFile {
  readonly key: string;
  readonly sizeBytes: number;
  readonly storedAt: Date;
}
/** A file and its content. */
export interface OpenedFile extends StoredFile {
  readonly contentType: string;
  readonly body: ReadableStream<Uint8Array>;
}
/** Which files to list. */
export interface FileQuery {
  /** Whole or in part, `recordings/`; empty for all. */
  readonly prefix: string;
  readonly storedBefore?: Date;
}

/** Everything a provider may offer. A capability is present or it is not; no member throws "unsupported". */
export interface Capabilities {
  messaging: Messaging;
  email: Email;
  telephony: Telephony;
  numbers: Numbers;
  senders: Senders;
  subaccounts: Subaccounts;
  verification: Verification;
  speech: Speech;
  transcription: Transcription;
  realtime: Realtime;
  language: LanguageModel;
  files: Files;
  webhooks: Webhooks;
  store: StoreOpener;
}
