import type { CallPlan, DialRequest, MediaTransport, Socket, TextTransport } from './call.ts';
import type { CallReport, InboundEvent, RecordingReady } from './inbound.ts';
import type { Call, Receipt } from './receipt.ts';

/** Live calls. */
export interface Telephony {
  /** Which sockets the carrier opens; both when left out. */
  readonly lines?: readonly ('text' | 'media')[];
  /** False where the carrier opens its sockets without a signature: the one-time token in their path is the only ticket. */
  readonly signsSockets?: boolean;
  dial(request: DialRequest, call: Call): Promise<Receipt>;
  /** Pure: the plan in the carrier's language, every value escaped. */
  render(plan: CallPlan): { readonly contentType: string; readonly body: string };
  /** Waits for the frames that say which call a socket belongs to; set a limit outside. @throws ButtdialError `unavailable` when it ends before. */
  accept(socket: Socket): Promise<AcceptedLine>;
  readonly control: CallControl;
}

/** A carrier's socket as a line of a call. The vendor's id of the call, to be compared with the one expected, is there where its wire says it. */
export type AcceptedLine = (
  | { readonly kind: 'text'; readonly transport: TextTransport }
  | { readonly kind: 'media'; readonly transport: MediaTransport }
) & { readonly callVendorId?: string; readonly parameters?: Readonly<Record<string, string>> };

/** What can be done to a call under way, by the vendor's call id. */
export interface CallControl {
  redirect(vendorId: string, plan: CallPlan, call: Call): Promise<Receipt>;
  hangUp(vendorId: string, call: Call): Promise<Receipt>;
  sendDigits?(vendorId: string, digits: string, call: Call): Promise<Receipt>;
  record?(vendorId: string, call: Call): Promise<Receipt>;
  /** What is said from now on is silence in a recording under way; false goes on with it. By the vendor's ids of call and recording. */
  pauseRecording?(
    recording: { readonly callVendorId: string; readonly vendorId: string },
    isPaused: boolean,
    call: Call,
  ): Promise<Receipt>;
  /** The sound of a finished recording, asked for with the account's credentials. @throws ButtdialError `unavailable` when it does not come. */
  openRecording?(recording: Pick<RecordingReady, 'url'>, call: Call): Promise<RecordedSound>;
  get?(vendorId: string, call: Call): Promise<InboundEvent | undefined>;
  /**
   * The calls between two numbers that the carrier took in a span, as they stand; finds out what became of a dial whose
   * answer got lost. An empty list says that there is none. Absent where the carrier lists nothing. @throws ButtdialError
   * when it does not answer.
   */
  find?(query: FindCalls, call: Call): Promise<readonly FoundCall[]>;
}

/** Which placed calls to list: between two E.164 numbers, in a span. */
export interface FindCalls {
  readonly from: string;
  readonly to: string;
  readonly since: Date;
  readonly until: Date;
}

/** A call as a carrier lists it. Our reference is in `ref` where the carrier keeps it. */
export interface FoundCall extends CallReport {
  readonly createdAt?: Date;
}

/** A file at the vendor, such as the sound of a recording. Whoever takes the body reads it to its end or cancels it. */
export interface RecordedSound {
  readonly contentType: string;
  readonly body: ReadableStream<Uint8Array>;
}
