/** @module The verbs of Butt-Dial: operations, admission, courier, webhooks, callbacks. No HTTP and no database inside. */

export {
  type Archive,
  type ArchivedFile,
  type ArchiveKind,
  archiveKinds,
  createArchive,
  type NewArchivedFile,
} from './archive/archive.ts';
export { auditBody } from './audit.ts';
export { type AuditProblem, type AuditReport, createWalk, verifyChain, verifyOrganization } from './audit-chain.ts';
export { assertCallbackTemplate, callbackSecret } from './callbacks.ts';
export type { HandedSocket, MediaElsewhere, MediaRecipes, ProviderRecipe } from './calls/media-elsewhere.ts';
export type { Scratch } from './calls/reel.ts';
export { type CallRules, defaultCallRules } from './calls/rules.ts';
export { createSamplers, type Sample, type Samplers } from './calls/samplers.ts';
export type { SocketAdmission, TakeSocket } from './calls/sockets.ts';
export type { CallStep } from './calls/webhooks.ts';
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
  type Ability,
  type CallbackSettings,
  type Connection,
  type Connections,
  type CourierSettings,
  callbackScheduleMs,
  type Deps,
  defaultCourier,
  defaultPlans,
  defaultPools,
  type Failpoint,
  type IdentityMode,
  type IsolationMode,
  type Metrics,
  type PlanSettings,
  type PoolSettings,
  type ScriptedCall,
  type Settings,
} from './deps.ts';
export { httpStatus, type Problem, toProblem } from './errors.ts';
export { isPublicAddress, publicUrl } from './guard.ts';
export { createJudge, type Intent, type Judge, type Judgement, type JudgeOptions } from './judge.ts';
export {
  createPriceOfUse,
  defaultModelPrices,
  type ModelPrice,
  type ModelUse,
  type PriceOfUse,
  type TokenUse,
} from './model-prices.ts';
export { type Answered, type Caller, type Operation, type RestRoute, runOperation, type Table } from './operation.ts';
export { sixDigits } from './operations/codes.ts';
export { type Statement, statementCsv } from './operations/statements.ts';
export type { SignedIn } from './people.ts';
export { type AccountMail, createPost, type Post } from './post.ts';
export { createQuote, defaultPrices, type PriceTable, priceTable, type Quote } from './prices.ts';
export { type Access, isAtLeast, mayRun, type Needs, type Person, type Principal, roleFor } from './principal.ts';
export { isChannel, type WebhookAnswer } from './receive.ts';
export { applyRetention } from './retention.ts';
export { createSealer, type Sealer } from './seal.ts';
export { createSwitchboard, type Switchboard } from './switchboard.ts';
export { createAuthenticator, hashToken, isWellFormedToken, newToken } from './tokens.ts';
export type { CatalogEntry, Offered, OfferProvider, ProviderDesk } from './vault/offer.ts';
export { createRootKeys, isWeakKey, type RootKey, type RootKeys } from './vault/root-keys.ts';
export { createTenantConnections } from './vault/tenant-connections.ts';
export { createVault, type Fields, type OpenedCredential, type Rotation, type Vault } from './vault/vault.ts';
