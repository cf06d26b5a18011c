export type {
  Action,
  Channel,
  ConsentLevel,
  ConsentRecord,
  ContentFlag,
  Context,
  Instant,
  Purpose,
  Voice,
} from './action.ts';
export { channels, consentLevels, contentFlags, purposes, voices } from './action.ts';
export { type Case, type CaseResult, checkCase } from './check.ts';
export { tzdataVersion } from './clock.ts';
export {
  type ContentModerator,
  type ContentScreen,
  type ContentScreenOptions,
  createContentScreen,
  type ScreenedContent,
  type Screening,
  screenContent,
} from './content/screen.ts';
export type { Decision, Effect, Obligation, Reason } from './decision.ts';
export { type Destination, type NumberAnswer, resolveNumber } from './destination.ts';
export {
  composeEmailFooter,
  type EmailFooter,
  type FooterParts,
  isOneClickUnsubscribe,
  listUnsubscribeHeaders,
  signUnsubscribeToken,
  verifyUnsubscribeToken,
} from './email.ts';
export { evaluate } from './evaluate.ts';
export type { Attempt, Facts, ReadAction, ReadConsent, ReadContext } from './facts.ts';
export type { Jurisdiction } from './jurisdictions.ts';
export {
  type Adjustment,
  type CombineOptions,
  combinePacks,
  type OperatorPack,
  OperatorPackError,
  operatorPackProblems,
} from './operator.ts';
export { detectOptOut, isOptOut, type OptOutIntent, type OptOutOptions } from './opt-out/detect.ts';
export { packProblems } from './pack-problems.ts';
export { allPacks, lawPacks } from './packs/index.ts';
export { safetyPack } from './packs/safety.ts';
export { nextWindow, recordingDuty } from './questions.ts';
export type {
  CapRule,
  Confidence,
  ConsentNeed,
  ConsentRule,
  ContentRule,
  CustomRule,
  DataRule,
  DutyName,
  DutyRule,
  Finding,
  HoursRule,
  Json,
  ListLift,
  ListRule,
  Loosening,
  Rule,
  RuleHead,
  RulePack,
  Window,
  Windows,
} from './rule.ts';
