/** @module What provider packages share: one request, one socket, a fault table, receipts, signatures. At most ten exports of values. */
export { type FaultTable, faultFrom } from './faults.ts';
export { type OutgoingSocket, openSocket } from './open-socket.ts';
export { type AnswerReading, failure, faultOf, jsonObject, receiptFrom } from './receipts.ts';
export { type Answer, type Outgoing, type Outside, request } from './request.ts';
export { hmac, safeEqual } from './signatures.ts';
export { openStream, type Streamed } from './stream.ts';
