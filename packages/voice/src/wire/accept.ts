import { type AcceptedLine, ButtdialError, type Log, type Socket } from '@buttdial/core';
import { frameSource } from './frames.ts';
import { openMedia } from './media.ts';
import type { MediaDialect, MediaDialectName } from './media-frames.ts';
import { plivoMedia } from './media-plivo.ts';
import { telnyxMedia } from './media-telnyx.ts';
import { signalwireMedia, twilioMedia } from './media-twilio.ts';
import { vonageMedia } from './media-vonage.ts';
import { openRelay } from './relay.ts';
import { readRelayFrame } from './relay-frames.ts';

/** The media wires by vendor. */
export const mediaDialects: Readonly<Record<MediaDialectName, MediaDialect>> = {
  twilio: twilioMedia,
  signalwire: signalwireMedia,
  telnyx: telnyxMedia,
  plivo: plivoMedia,
  vonage: vonageMedia,
};

/**
 * Waits for the frames that tell which wire a carrier's socket speaks and which call it belongs to, and opens it. Nothing
 * is lost: the transport begins with the first frame. A socket that says nothing is waited for: set a limit outside.
 * @throws ButtdialError `unavailable` when the socket ends before.
 */
export async function acceptSocket(socket: Socket, dialect: MediaDialect, log?: Log): Promise<AcceptedLine> {
  const frames = frameSource(socket);
  const options = { frames, ...(log && { log }) };
  const opening = await frames.peek(frame => openingOf(frame, dialect));
  if (!opening) throw new ButtdialError('unavailable', 'The carrier closed the socket before the call began.');
  const { callVendorId, parameters } = opening;
  // Vonage's wire names the call only where we did.
  const call = { parameters, ...(callVendorId === '' ? {} : { callVendorId }) };
  return opening.kind === 'setup'
    ? { kind: 'text', transport: openRelay(socket, options), ...call }
    : { kind: 'media', transport: openMedia(socket, dialect, options), ...call };
}

function openingOf(frame: string | Uint8Array, dialect: MediaDialect) {
  const relay = readRelayFrame(frame);
  if (relay?.kind === 'setup') return relay;
  const media = dialect.readReport(frame);
  return media?.kind === 'start' ? media : undefined;
}
