/** @module Twilio for Butt-Dial. Works alone: `createTwilio({ accountSid, authToken }).messaging.send(message, call)`. */
import { twilio } from './twilio.ts';

export { createTwilio, type TwilioConfig } from './twilio.ts';
export default twilio;
