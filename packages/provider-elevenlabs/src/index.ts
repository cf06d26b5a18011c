/** @module ElevenLabs for Butt-Dial. Works alone: `createElevenLabs({ apiKey }).speech.speak(request, call)`. */
import { elevenLabs } from './elevenlabs.ts';

export { createElevenLabs, type ElevenLabsConfig } from './elevenlabs.ts';
export default elevenLabs;
