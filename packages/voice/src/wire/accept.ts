import { ButtdialError, type Log, type MediaTransport, type Socket, type TextTransport } from '@buttdial/core';
import { frameSource } from './frames.ts';
import { openMedia } from './media.ts';
import { plivoMedia } from './media-plivo.ts';
import type { MediaDialect, MediaDialectName } from './media-frames.ts';
import { telnyxMedia } from './media-telnyx.ts';
import { signalwireMedia, twilioMedia } from './media-twilio.ts';
import { vonageMedia } from './media-vonage.ts';
import { jsonFrame, textOf } from './read.ts';
import { openRelay } from './relay.ts';

/** The media wires by vendor. */
export const mediaDialects: Readonly<Record<MediaDialectName, MediaDialect>> = {
  twilio: twilioMedia,
  signalwire: signalwireMedia,
  telnyx: telnyxMedia,
  plivo: plivoMedia,
  vonage: vonageMedia,
};

/** A call as its first frames show it: the carrier does the speech, or we do. */
export type AcceptedCall =
  | { readonly kind: 'text'; readonly transport: TextTransport }
  | { readonly kind: 'media'; readonly transport: MediaTransport };

/**
 * Waits for the first frame that tells which wire a carrier's socket speaks, and opens it. Nothing is lost: the transport
 * begins with that frame.
 * @throws ButtdialError `unavailable` when the socket ends before.
 */
export async function acceptSocket(socket: Socket, dialect: MediaDialect, log?: Log): Promise<AcceptedCall> {
  const frames = frameSource(socket);
  const options = { frames, ...(log && { log }) };
  const kind = await frames.peek(frame => {
    const type = textOf(jsonFrame(frame) ?? {}, 'type');
    if (type === 'setup') return 'text' as const;
    return dialect.readReport(frame) ? ('media' as const) : undefined;
  });
  if (kind === 'text') return { kind, transport: openRelay(socket, options) };
  if (kind === 'media') return { kind, transport: openMedia(socket, dialect, options) };
  throw new ButtdialError('unavailable', 'The carrier closed the socket before the call began.');
}
