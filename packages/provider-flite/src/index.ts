/** @module Free speech for Butt-Dial, offline and without an account. Works alone: `createFlite().speech.speak(request, call)`. */
import { flite } from './flite.ts';

export { createFlite, type FliteConfig } from './flite.ts';
export default flite;
