/** @module The voice engine: what was heard, who has the floor, how a call goes, and who speaks in it. */

export {
  type AgentBrain,
  type AgentBrainOptions,
  type AttendAnswer,
  type AttendRequest,
  agentBrain,
  type OpenTurn,
} from './brains/agent.ts';
export { type AskingOptions, askingBrain } from './brains/asking.ts';
export type {
  Action,
  BrainContext,
  BrainPart,
  CallerTurn,
  HeardBack,
  SpeechPart,
  TextBrain,
  TranscriptLine,
} from './brains/brain.ts';
export { askingToRecord, type RecordingConsent } from './brains/consent.ts';
export { fallback } from './brains/fallback.ts';
export { type FloorHolderOptions, withFloorHolder } from './brains/floor-holder.ts';
export { type Guards, withGuardrails } from './brains/guardrails.ts';
export { type LlmBrainOptions, llmBrain, type MissionCard, missionInstructions } from './brains/llm.ts';
export { type RealtimeSpeakerOptions, realtimeSpeaker } from './brains/realtime.ts';
export { type ScriptOptions, scriptBrain } from './brains/script.ts';
export { type BrainTool, callTools } from './brains/tools.ts';
export { createClauseCutter } from './floor/clauses.ts';
export { type EndpointFacts, endpointDelayMs } from './floor/endpoint.ts';
export {
  defaultFloorPolicy,
  type FloorDecision,
  type FloorEvent,
  type FloorPolicy,
  type FloorState,
  quietFloor,
  stepFloor,
} from './floor/floor.ts';
export { createPipeline, type PipelineOptions } from './pipeline/pipeline.ts';
export { type PreparedSpeech, preparedSpeech } from './pipeline/prepared.ts';
export { type Heard, heardPart, speakingMs, type TextSpan } from './playback/heard.ts';
export { createLedger, type PlaybackLedger } from './playback/ledger.ts';
export { createPlayer, type Player, type PlayerOptions } from './playback/player.ts';
export type { MessageChannel } from './remote/channel.ts';
export { createMediaHost, type HostedOpening, type MediaHost } from './remote/host.ts';
export type { MediaServices } from './remote/hosted-line.ts';
export { createRemoteMedia, type RemoteMedia } from './remote/media.ts';
export { type RoamingSpeakerOptions, roamingSpeaker } from './remote/speaker.ts';
export { agreementIn } from './session/agreement.ts';
export type { Conversation, ConversationHost, Speaker } from './session/conversation.ts';
export type { FloorHolder, TurnFigures } from './session/gaps.ts';
export type { CallLine, Verdict } from './session/line.ts';
export { isAskingWhetherAi, isOptOut, whoSays } from './session/listening.ts';
export { phrasesIn } from './session/phrases.ts';
export {
  callerAsWav,
  type RecordableLine,
  type RecordingSink,
  recordable,
  recordingAsWav,
} from './session/recording.ts';
export { beginCall, stepCall } from './session/reduce.ts';
export type {
  Line,
  RemoteLift,
  RemoteLine,
  RemoteRecording,
  RemoteTalk,
  RemoteTalkListener,
  RemoteTalkSetup,
} from './session/remote-line.ts';
export {
  type CallOptions,
  type CallSession,
  type CallSnapshot,
  startCall,
} from './session/session.ts';
export type {
  CallEffect,
  CallEvent,
  CallOutcome,
  CallPhase,
  CallResult,
  CallSettings,
  CallState,
  CallStatus,
  EndReason,
  TimerName,
  Transfer,
} from './session/state.ts';
export { disclosureOf } from './session/steps.ts';
export { createTape, type RecordedPiece, type Sides, type Tape } from './session/tape.ts';
export { type TextSpeakerOptions, textSpeaker } from './session/text-speaker.ts';
export type { CallUpdate, Tap } from './session/updates.ts';
export { acceptSocket } from './wire/accept.ts';
