/** @module What provider packages share: one request, a fault table, signatures. At most ten exports. */
export { type FaultTable, faultFrom } from './faults.ts';
export { type Answer, type Outgoing, request } from './request.ts';
export { hmac, safeEqual } from './signatures.ts';
