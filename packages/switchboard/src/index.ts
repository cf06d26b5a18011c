/** @module The verbs of Butt-Dial: operations, admission, courier, webhooks, callbacks. No HTTP and no database inside. */

export { auditBody } from './audit.ts';
export { type AuditProblem, type AuditReport, createWalk, verifyChain, verifyOrganization } from './audit-chain.ts';
export { assertCallbackTemplate, callbackSecret } from './callbacks.ts';
export {
  type Checkpoint,
  type CheckpointKey,
  type CheckpointShelf,
  checkpointKey,
  checkpointReader,
  readCheckpoint,
} from './checkpoints.ts';
export { contactKey } from './contacts.ts';
export {
  type CallbackSettings,
  type Connection,
  type Connections,
  type CourierSettings,
  callbackScheduleMs,
  type Deps,
  defaultCourier,
  defaultPlans,
  type Failpoint,
  type Metrics,
  type PlanSettings,
  type Settings,
} from './deps.ts';
export { httpStatus, type Problem, toProblem } from './errors.ts';
export { isPublicAddress, publicUrl } from './guard.ts';
export { createJudge, type Intent, type Judge, type Judgement, type JudgeOptions } from './judge.ts';
export { type Answered, type Caller, type Operation, type RestRoute, runOperation } from './operation.ts';
export { type Statement, statementCsv } from './operations/statements.ts';
export { createQuote, defaultPrices, type PriceTable, priceTable, type Quote } from './prices.ts';
export { type Access, mayRun, type Principal } from './principal.ts';
export { isChannel, type WebhookAnswer } from './receive.ts';
export { createSealer, type Sealer } from './seal.ts';
export { createSwitchboard, type Switchboard } from './switchboard.ts';
export { createAuthenticator, hashToken, isWellFormedToken, newToken } from './tokens.ts';
export type { Offered, OfferProvider, ProviderDesk } from './vault/offer.ts';
export { createRootKeys, isWeakKey, type RootKey, type RootKeys } from './vault/root-keys.ts';
export { createTenantConnections } from './vault/tenant-connections.ts';
export { createVault, type Fields, type OpenedCredential, type Rotation, type Vault } from './vault/vault.ts';
