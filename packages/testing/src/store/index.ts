/** @module The contract suite of stores: the same on every dialect. Needs Vitest. */
export type { StoreDatabase, StoreSubject } from './subject.ts';
export { testStore } from './suite.ts';
