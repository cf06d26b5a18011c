/** @module Resend for Butt-Dial. Works alone: `createResend({ apiKey }).email.send(email, call)`. */
import { resend } from './resend.ts';

export { createResend, type ResendConfig } from './resend.ts';
export default resend;
