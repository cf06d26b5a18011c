import { z } from 'zod';
import { type Vendor, vendors } from './ledger.ts';
import { parse } from './requests.ts';
import type { RandomStream } from './seed.ts';

const match = {
  vendor: z.enum(vendors).optional(),
  method: z.enum(['GET', 'POST', 'PATCH', 'DELETE']).optional(),
  /** The vendor's path, `*` for any run of characters: `/2010-04-01/*Messages.json`, `/emails`. */
  path: z.string().optional(),
  /** Recipient or sender as it stands in the request, without `whatsapp:`. */
  to: z.string().optional(),
  from: z.string().optional(),
  account: z.string().optional(),
  /** Only the next so many matching requests. Default: until cleared. */
  times: z.int().positive().optional(),
  /** Chance of hitting a matching request, drawn from the seed. Default 1. */
  probability: z.number().min(0).max(1).optional(),
};
const executed = z.boolean();

/** A fault and the requests that it hits. `executed` says whether the vendor acts before the answer is spoiled. */
const newFault = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('rate-limited'), retryAfterSeconds: z.int().nonnegative().default(1), ...match }),
  z.strictObject({
    kind: z.literal('failing'),
    status: z.int().min(400).max(599).default(500),
    code: z.int().optional(),
    executed: executed.default(false),
    ...match,
  }),
  z.strictObject({ kind: z.literal('hanging'), executed: executed.default(false), ...match }),
  z.strictObject({ kind: z.literal('reset'), executed: executed.default(true), ...match }),
  z.strictObject({
    kind: z.literal('half-answer'),
    /** How many messages still come through on a socket before it breaks. */
    messages: z.int().positive().default(3),
    ...match,
  }),
  z.strictObject({ kind: z.literal('garbled'), ...match }),
  z.strictObject({
    kind: z.literal('dripping'),
    bytesPerStep: z.int().positive().default(1),
    stepMs: z.int().nonnegative().default(100),
    ...match,
  }),
  z.strictObject({
    kind: z.literal('delayed'),
    delayMs: z.int().nonnegative(),
    executed: executed.default(true),
    ...match,
  }),
]);
/** A fault to set: its kind, what it hits, how often. */
export type NewFault = z.input<typeof newFault>;
/** A fault in force, with its number and how often it has hit. */
export type Fault = z.output<typeof newFault> & { readonly id: number; readonly hits: number };

/** What a fault can be matched by. */
export interface SeenRequest {
  readonly vendor: Vendor;
  readonly method: string;
  readonly path: string;
  readonly account?: string | undefined;
  readonly to: readonly string[];
  readonly from?: string | undefined;
}

export interface Faults {
  add(fault: NewFault): Fault;
  list(): readonly Fault[];
  /** One by id, or all. */
  clear(id?: number): void;
  /** The first fault that hits this request, counted down. */
  draw(request: SeenRequest): Fault | undefined;
}

/** The faults in force, in the order in which they were added. */
export function createFaults(random: RandomStream): Faults {
  let faults: Fault[] = [];
  let lastId = 0;
  const add = (given: NewFault): Fault => {
    const made: Fault = { ...parse(newFault, given), id: ++lastId, hits: 0 };
    faults.push(made);
    return made;
  };
  const draw = (request: SeenRequest): Fault | undefined => {
    const hit = faults.find(
      fault => matches(fault, request) && (fault.probability === undefined || random.next() < fault.probability),
    );
    if (!hit) return undefined;
    const counted: Fault = { ...hit, hits: hit.hits + 1 };
    const spent = counted.times !== undefined && counted.hits >= counted.times;
    faults = faults.flatMap(fault => (fault.id !== hit.id ? [fault] : spent ? [] : [counted]));
    return counted;
  };
  const clear = (id?: number) => {
    faults = id === undefined ? [] : faults.filter(fault => fault.id !== id);
  };
  return { add, list: () => [...faults], clear, draw };
}

function matches(fault: Fault, request: SeenRequest): boolean {
  const same = (wanted: string | undefined, seen: string | undefined) => wanted === undefined || wanted === seen;
  if (!same(fault.vendor, request.vendor) || !same(fault.method, request.method)) return false;
  if (!same(fault.account, request.account) || !same(fault.from, request.from)) return false;
  if (fault.to !== undefined && !request.to.includes(fault.to)) return false;
  return fault.path === undefined || glob(fault.path).test(request.path);
}

function glob(pattern: string): RegExp {
  const parts = pattern.split('*').map(part => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`);
}
