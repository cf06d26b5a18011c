/** @module What provider packages share: one request, a fault table, receipts, signatures. At most ten exports of values. */
export { type FaultTable, faultFrom } from './faults.ts';
export { type AnswerReading, faultOf, jsonObject, receiptFrom } from './receipts.ts';
export { type Answer, type Outgoing, request } from './request.ts';
export { hmac, safeEqual } from './signatures.ts';
