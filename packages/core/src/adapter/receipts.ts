import { ButtdialError } from '../error.ts';
import { type Fault, isTransient } from '../fault.ts';
import type { Money } from '../money.ts';
import type { Idempotency, Receipt } from '../receipt.ts';
import { type FaultTable, faultFrom } from './faults.ts';
import type { Answer } from './request.ts';

/** How one vendor's answers are read. */
export interface AnswerReading {
  readonly table: FaultTable;
  /** For `Retry-After` as a date. */
  readonly now: Date;
  /** What the route declares. Without it, a 5xx other than 503 may have acted and so is `uncertain`. */
  readonly idempotency: Idempotency;
  /** The vendor's own error code in the body of a refusal. */
  code(body: Readonly<Record<string, unknown>>): string | undefined;
  /** The vendor's name for what it accepted; undefined when the body does not say. */
  accepted(body: Readonly<Record<string, unknown>>): { readonly vendorId: string; readonly price?: Money } | undefined;
}

/** Turns the answer to a send into what is known about it. Bodies that are not a JSON object read as empty. */
export function receiptFrom(answer: Answer, reading: AnswerReading): Receipt {
  if (answer.outcome === 'lost') return { outcome: 'uncertain', reason: answer.reason };
  const fault = faultOf(answer, reading);
  if (fault === undefined) {
    const accepted = answer.outcome === 'answered' ? reading.accepted(jsonObject(answer.text)) : undefined;
    return accepted ? { outcome: 'accepted', ...accepted } : { outcome: 'uncertain', reason: 'garbled' };
  }
  const mayHaveActed = answer.outcome === 'answered' && answer.status >= 500 && answer.status !== 503;
  if (mayHaveActed && reading.idempotency === 'none') return { outcome: 'uncertain', reason: 'garbled' };
  return { outcome: 'refused', fault };
}

/** Why the vendor did not answer with a success; undefined when it did. For requests that may be repeated, such as reads. */
export function faultOf(answer: Answer, reading: Pick<AnswerReading, 'table' | 'now' | 'code'>): Fault | undefined {
  if (answer.outcome !== 'answered') return { kind: 'unavailable', message: 'The vendor could not be reached.' };
  if (answer.status >= 200 && answer.status < 300) return undefined;
  const vendorCode = reading.code(jsonObject(answer.text));
  return faultFrom({ status: answer.status, headers: answer.headers, vendorCode, now: reading.now }, reading.table);
}

/** A vendor's failure as an error, for what answers with something else than a receipt: `unavailable` when later may help. */
export function failure(fault: Fault): ButtdialError {
  return new ButtdialError(isTransient(fault) ? 'unavailable' : 'vendor-failed', fault.message, {
    fault,
    ...(fault.retryAfterMs === undefined ? {} : { retryAfterMs: fault.retryAfterMs }),
  });
}

/** A JSON object, or an empty one for anything else: vendors' proxies answer with HTML and nothing. */
export function jsonObject(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : {};
  } catch {
    return {};
  }
}
