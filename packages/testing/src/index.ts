/** @module The test kit of Butt-Dial: one suite of laws per capability, which every provider passes. Needs Vitest. */
export { type DefinitionSubject, testDefinition } from './definition.ts';
export { type EmailSubject, testEmail } from './email.ts';
export { type Exchange, type Json, readExchanges, type SeenRequest } from './exchange.ts';
export { type FilesSubject, testFiles } from './files.ts';
export { type LanguageLaw, type LanguageSubject, type ThinkingWorld, testLanguage } from './language.ts';
export type { Answered, Limits, NotApplicable, SendLaw, SendScenarios } from './laws.ts';
export { type Comparison, compare, nearest, trimmed, utterancesIn } from './likeness.ts';
export { type MessagingSubject, testMessaging } from './messaging.ts';
export { type LineWorld, type PipelineSubject, testPipeline } from './pipeline.ts';
export { type RealtimeLaw, type RealtimeSubject, type RealtimeWorld, testRealtime } from './realtime.ts';
export { type FakeRuntime, type FakeWorld, fakeRuntime, type LoggedLine } from './runtime.ts';
export { type SpeechLaw, type SpeechSubject, type SpokenWorld, testSpeech } from './speech.ts';
export type { FailingLaw, PeerWorld, Scenario } from './streams.ts';
export {
  type CallLaw,
  type CallScenarios,
  type ReadPlan,
  type TelephonySubject,
  testTelephony,
} from './telephony.ts';
export {
  type HearingWorld,
  type TranscriptionLaw,
  type TranscriptionSubject,
  testTranscription,
} from './transcription.ts';
export { type MediaSubject, type TalkSubject, testMedia, testTalk } from './transports.ts';
export { testVendorContract, type VendorContract, vendorContract } from './vendor.ts';
export {
  type CodeScenarios,
  type CodeStart,
  testVerification,
  type VerificationSubject,
} from './verification.ts';
export { type GenuineWebhook, testWebhooks, type WebhookLaw, type WebhookSubject } from './webhooks.ts';
