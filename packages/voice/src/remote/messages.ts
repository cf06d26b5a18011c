import { z } from 'zod';

const text = z.string();
const id = z.string().min(1).max(200);
const bytes = z.custom<Uint8Array>(given => given instanceof Uint8Array);
const interruptible = z.enum(['none', 'digits', 'speech', 'any']);
const parameters = z.record(text, text);
const format = z.object({
  encoding: z.enum(['mulaw', 'alaw', 'pcm16', 'opus', 'mp3']),
  sampleRate: z.number().positive(),
  channels: z.union([z.literal(1), z.literal(2)]),
});
const alignment = z.array(z.object({ text, startMs: z.number(), endMs: z.number() })).readonly();

const hangUp = { kind: z.literal('hang-up'), lastWords: text.exactOptional() };
const transfer = z.object({
  kind: z.literal('transfer'),
  transfer: z.object({
    mode: z.enum(['cold', 'warm']),
    to: text,
    briefing: text.exactOptional(),
    stay: z.boolean().exactOptional(),
  }),
});
const outcome = z.object({
  kind: z.literal('outcome'),
  outcome: z.object({
    outcome: z.enum(['success', 'partial', 'failure', 'no-answer', 'voicemail', 'blocked']),
    summary: text.exactOptional(),
    evidence: z.array(text).readonly().exactOptional(),
  }),
});

const relayEvent = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('setup'), callVendorId: text, from: text, to: text, parameters }),
  z.object({ kind: z.literal('heard'), text, final: z.boolean(), language: text.exactOptional() }),
  z.object({ kind: z.literal('interrupted'), heardText: text, afterMs: z.number() }),
  z.object({ kind: z.literal('played'), text }),
  z.object({ kind: z.literal('digit'), digit: text }),
  z.object({ kind: z.literal('speaking'), who: z.enum(['agent', 'caller']), on: z.boolean() }),
  z.object({ kind: z.literal('beep') }),
  z.object({ kind: z.literal('error'), message: text }),
  z.object({ kind: z.literal('closed') }),
]);

// What a speech-to-speech model, or the line below it, tells the call.
const report = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('connected') }),
  z.object({ kind: z.literal('line-lost') }),
  z.object({ kind: z.literal('brain-failed') }),
  z.object({ kind: z.literal('heard'), text, final: z.boolean() }),
  z.object({ kind: z.enum(['agent-speaking', 'caller-speaking']), on: z.boolean() }),
  z.object({ kind: z.literal('digit'), digit: text }),
  z.object({ kind: z.literal('disclosed'), isWhole: z.boolean() }),
  z.object({ ...hangUp, by: z.enum(['agent', 'brain']), speechMs: z.number().exactOptional() }),
  transfer,
  outcome,
]);

const transcriptLine = z.object({
  who: z.enum(['agent', 'caller']),
  text,
  generated: text.exactOptional(),
  isInterrupted: z.boolean().exactOptional(),
  isApproximate: z.boolean().exactOptional(),
});

const piece = z.discriminatedUnion('who', [
  z.object({ who: z.enum(['caller', 'agent']), audio: bytes, atMs: z.number() }),
  z.object({ who: z.literal('clear'), atMs: z.number() }),
]);

const part = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('text'), text }),
  z.object({ kind: z.literal('digits'), digits: text }),
  z.object({ kind: z.literal('note'), text }),
  z.object(hangUp),
  transfer,
  outcome,
]);

const usage = z.object({
  inputTokens: z.number(),
  outputTokens: z.number(),
  inputAudioTokens: z.number(),
  outputAudioTokens: z.number(),
  cachedInputTokens: z.number(),
});

/** What a call does with the talk of a speech-to-speech model. */
const act = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('say'), text, isProtected: z.boolean(), isDisclosure: z.boolean() }),
  z.object({ kind: z.literal('open') }),
  z.object({ kind: z.literal('turn'), text }),
  z.object({ kind: z.literal('volunteer'), parts: z.array(part).readonly() }),
  z.object({ kind: z.literal('tell'), note: text }),
  z.object({ kind: z.literal('hush') }),
  z.object({ kind: z.literal('digits'), digits: text }),
  z.object({ kind: z.literal('end') }),
]);

const talkSetup = z.object({
  instructions: text,
  voice: text,
  speechVoice: text,
  language: text,
  asksToRecord: z.boolean(),
  isRecorded: z.boolean(),
  // What was said and done before, in another process.
  memory: z.array(text).readonly(),
  isOpen: z.boolean(),
});

/** What the process of the calls tells the one of their audio. `line` is one socket of a carrier, `talk` one call with a speech-to-speech model. */
export const mediaOrder = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('lift'), line: id, voice: text, language: text, isRecorded: z.boolean() }),
  z.object({
    kind: z.literal('say'),
    line: id,
    token: text,
    last: z.boolean(),
    interruptible: interruptible.exactOptional(),
  }),
  z.object({
    kind: z.literal('sound'),
    line: id,
    sound: id,
    chunk: z.object({ audio: bytes, alignment: alignment.exactOptional() }).exactOptional(),
  }),
  z.object({ kind: z.literal('digits'), line: id, digits: text }),
  z.object({ kind: z.literal('language'), line: id, language: text }),
  z.object({ kind: z.literal('record'), line: id, on: z.boolean() }),
  z.object({ kind: z.literal('end'), line: id }),
  z.object({ kind: z.literal('attach'), talk: id, line: id, setup: talkSetup }),
  z.object({ kind: z.literal('act'), talk: id, act }),
]);

/** What it hears from there. `closed`: nothing more comes from this line. */
export const mediaNews = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('accepted'),
    line: id,
    format,
    callVendorId: text.exactOptional(),
    parameters: parameters.exactOptional(),
  }),
  z.object({ kind: z.literal('event'), line: id, event: relayEvent }),
  z.object({ kind: z.literal('recorded'), line: id, pieces: z.array(piece).readonly() }),
  z.object({ kind: z.literal('closed'), line: id }),
  z.object({ kind: z.literal('report'), talk: id, event: report }),
  z.object({ kind: z.literal('transcribe'), talk: id, said: transcriptLine }),
  z.object({ kind: z.literal('note'), talk: id, text }),
  z.object({ kind: z.literal('press'), talk: id, digits: text }),
  z.object({ kind: z.literal('consent'), talk: id, isYes: z.boolean() }),
  z.object({ kind: z.literal('used'), talk: id, usage }),
]);

/** One of `mediaOrder`. */
export type MediaOrder = z.output<typeof mediaOrder>;
/** One of `mediaNews`. */
export type MediaNews = z.output<typeof mediaNews>;
/** What the talk of a speech-to-speech model begins with. */
export type TalkSetup = z.output<typeof talkSetup>;
/** What is done with it. */
export type TalkAct = z.output<typeof act>;
