import type { CallOrder, CallRecord, ErrorCode } from '@buttdial/core';
import type { AttendAnswer, AttendRequest, CallPhase, FloorHolder, TurnFigures } from '@buttdial/voice';
import type { Sealer } from '../seal.ts';
import type { CallCommand } from './happenings.ts';

/** What is asked of the server that has a call. */
export type Order =
  | { readonly kind: 'command'; readonly command: CallCommand }
  | { readonly kind: 'attend'; readonly request: Omit<AttendRequest, 'signal'> }
  /** Changes nothing. */
  | { readonly kind: 'look' };

/** What an agent learned that attended. Times are ISO. */
export interface Visited extends Omit<AttendAnswer, 'floorDeadlineAt'> {
  readonly floorDeadlineAt?: string;
  readonly phase: string;
}

/** How a call is at a moment. */
export interface Seen {
  readonly phase: CallPhase;
  readonly floor: FloorHolder;
  readonly gapsMs: readonly number[];
  readonly lastTurn?: TurnFigures;
  /** What waits for the reply of an agent that talks itself. */
  readonly turn?: { readonly sequence: number; readonly text: string; readonly deadlineAt: string };
}

/** What came of an order. */
export type Carried =
  | { readonly outcome: 'accepted'; readonly visited?: Visited; readonly seen?: Seen }
  | { readonly outcome: 'refused'; readonly code: ErrorCode; readonly message: string; readonly remedy: string }
  /** Whoever took it has the call no more: it may have been carried out, or not. */
  | { readonly outcome: 'uncertain' };

/** An order for the store. */
export function sealOrder(sealer: Sealer, callId: string, order: Order): Uint8Array {
  return sealer.seal(Buffer.from(JSON.stringify(order)), `call-order ${callId}`);
}

/** The inverse of `sealOrder`. */
export function openOrder(sealer: Sealer, callId: string, sealed: Uint8Array): Order {
  return JSON.parse(Buffer.from(sealer.open(sealed, `call-order ${callId}`)).toString()) as Order;
}

/** What came of an order, for the store. */
export function sealCarried(sealer: Sealer, callId: string, carried: Carried): Uint8Array {
  return sealer.seal(Buffer.from(JSON.stringify(carried)), `call-answer ${callId}`);
}

/** What is known of an order; undefined while that is nothing. */
export function carriedOf(sealer: Sealer, { id }: CallRecord, order: CallOrder): Carried | undefined {
  if (order.state === 'lost') return { outcome: 'uncertain' };
  if (!order.sealedAnswer) return undefined;
  return JSON.parse(Buffer.from(sealer.open(order.sealedAnswer, `call-answer ${id}`)).toString()) as Carried;
}
