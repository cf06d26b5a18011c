/** @module Vonage for Butt-Dial. Works alone: `createVonage({ apiKey, apiSecret, applicationId, privateKey }).telephony`. */
import { vonage } from './vonage.ts';

export { createVonage, type VonageConfig } from './vonage.ts';
export default vonage;
