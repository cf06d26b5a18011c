/** @module What providers of telephony and the simulated network need: wires in both directions, call plans in the vendors' words, and telephone audio. */
export { canConvert, createConverter, fromSamples, isSame, toSamples } from '../audio/convert.ts';
export { createDigitDetector, synthesizeDigits } from '../audio/dtmf.ts';
export { bytesPerMillisecond, millisecondsOf, silence } from '../audio/format.ts';
export { decodeAlaw, decodeMulaw, encodeAlaw, encodeMulaw } from '../audio/g711.ts';
export { modemByteMs, modemSamples, modemSpeech, readModem } from '../audio/modem.ts';
export { createResampler } from '../audio/resample.ts';
export { createBeepDetector, synthesizeTone, type Tone } from '../audio/tones.ts';
export { createVoiceDetector, type VoiceDetectorOptions } from '../audio/vad.ts';
export { createQueue, type Queue } from '../queue.ts';
export { type AcceptedCall, acceptSocket, mediaDialects } from './accept.ts';
export type { FrameSource } from './frames.ts';
export { type MediaWireOptions, openMedia } from './media.ts';
export { type MediaCarrier, type MediaCarrierEvent, openMediaCarrier } from './media-carrier.ts';
export type { Envelope, MediaCommand, MediaDialect, MediaDialectName, MediaReport } from './media-frames.ts';
export { type NccoAction, renderNcco } from './ncco.ts';
export { openRelay, openRelayCarrier, type RelayCarrier, type RelayCarrierEvent, type WireOptions } from './relay.ts';
export { type RelayCommand, type RelaySetup, relayCommand } from './relay-frames.ts';
export { renderTwiml } from './twiml.ts';
