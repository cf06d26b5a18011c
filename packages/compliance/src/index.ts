export type * from './action.ts';
export type * from './decision.ts';
export { evaluate } from './evaluate.ts';
export { detectOptOut } from './opt-out/detect.ts';
export { allPacks, lawPacks } from './packs/index.ts';
export { safetyPack } from './packs/safety.ts';
export type { RulePack } from './rule.ts';
