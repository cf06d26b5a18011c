/** @module Telnyx for Butt-Dial. Works alone: `createTelnyx({ apiKey }).messaging.send(message, call)`. */
import { telnyx } from './telnyx.ts';

export { createTelnyx, type TelnyxConfig } from './telnyx.ts';
export default telnyx;
