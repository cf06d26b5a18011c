import {
  type Interruptible,
  type Log,
  type RelayEvent,
  type Socket,
  silentLog,
  type TextTransport,
} from '@buttdial/core';
import { eventsOf, type FrameSource, frameSource } from './frames.ts';
import {
  type RelayCommand,
  type RelaySetup,
  readRelayCommand,
  readRelayFrame,
  relaySetupFrame,
  writeRelayEvent,
} from './relay-frames.ts';

/** What a wire is opened with. `frames`: those of the socket where some were looked at already. */
export interface WireOptions {
  readonly log?: Log;
  readonly frames?: FrameSource;
}

/**
 * A text transport over a socket that speaks ConversationRelay (Twilio, Telnyx, and whoever copies it).
 * Unknown frames are skipped, and logged once. After the end nothing more is written.
 */
export function openRelay(socket: Socket, options: WireOptions = {}): TextTransport {
  let open = true;
  const write = (command: RelayCommand) => {
    if (open) socket.send(JSON.stringify(command));
  };
  return {
    events: read(),
    say: (token, { last, interruptible }) =>
      write({ type: 'text', token, last, ...(interruptible && { interruptible: canInterrupt(interruptible) }) }),
    play: url => write({ type: 'play', source: url.href }),
    sendDigits: digits => write({ type: 'sendDigits', digits }),
    setLanguage: language => write({ type: 'language', ttsLanguage: language, transcriptionLanguage: language }),
    end(handoff) {
      write({ type: 'end', ...(handoff !== undefined && { handoffData: handoff }) });
      open = false;
    },
  };

  async function* read(): AsyncGenerator<RelayEvent> {
    const source = options.frames ?? frameSource(socket);
    for await (const event of eventsOf(source, one, options.log ?? silentLog)) {
      if (event.kind === 'closed') open = false;
      yield event;
    }
  }
}

function one(frame: string | Uint8Array): readonly RelayEvent[] | undefined {
  const event = readRelayFrame(frame);
  return event && [event];
}

// The wire knows yes and no only; what interrupts in general is said in the plan of the call.
function canInterrupt(interruptible: Interruptible): boolean {
  return interruptible !== 'none';
}

/** What a simulated carrier receives. `invalid`: a frame that the vendor would answer with error 64107. */
export type RelayCarrierEvent =
  | { readonly kind: 'command'; readonly command: RelayCommand }
  | { readonly kind: 'invalid' }
  | { readonly kind: 'closed' };

/** The carrier's side of a text relay: what a simulated network needs. Ends with exactly one `closed`. */
export interface RelayCarrier {
  readonly events: AsyncIterable<RelayCarrierEvent>;
  setup(setup: RelaySetup): void;
  tell(event: Parameters<typeof writeRelayEvent>[0]): void;
  close(): void;
}

/** Opens the carrier's side of a text relay on a socket. */
export function openRelayCarrier(socket: Socket, options: WireOptions = {}): RelayCarrier {
  const source = options.frames ?? frameSource(socket);
  const read = (frame: string | Uint8Array): readonly RelayCarrierEvent[] => {
    const command = readRelayCommand(frame);
    return [command ? { kind: 'command', command } : { kind: 'invalid' }];
  };
  return {
    events: eventsOf(source, read, options.log ?? silentLog),
    setup: setup => socket.send(relaySetupFrame(setup)),
    tell: event => socket.send(writeRelayEvent(event)),
    close: () => socket.close(1000),
  };
}
