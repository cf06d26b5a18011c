/** @module The test kit of Butt-Dial: one suite of laws per capability, which every provider passes. Needs Vitest. */
export { type DefinitionSubject, testDefinition } from './definition.ts';
export { type EmailSubject, testEmail } from './email.ts';
export { type Exchange, type Json, readExchanges, type SeenRequest } from './exchange.ts';
export type { Answered, Limits, NotApplicable, SendLaw, SendScenarios } from './laws.ts';
export { type MessagingSubject, testMessaging } from './messaging.ts';
export { type FakeRuntime, type FakeWorld, fakeRuntime, type LoggedLine } from './runtime.ts';
export {
  type CallLaw,
  type CallScenarios,
  type ReadPlan,
  type TelephonySubject,
  testTelephony,
} from './telephony.ts';
export { type MediaSubject, type TalkSubject, testMedia, testTalk } from './transports.ts';
export { testVendorContract, type VendorContract, vendorContract } from './vendor.ts';
export { type GenuineWebhook, testWebhooks, type WebhookLaw, type WebhookSubject } from './webhooks.ts';
