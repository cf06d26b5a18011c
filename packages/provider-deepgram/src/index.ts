/** @module Deepgram for Butt-Dial. Works alone: `createDeepgram({ apiKey }).transcription.listen(request, call)`. */
import { deepgram } from './deepgram.ts';

export { createDeepgram, type DeepgramConfig } from './deepgram.ts';
export default deepgram;
