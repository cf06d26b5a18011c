import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import type { SeenRequest } from './exchange.ts';

/** A webhook of the vendor with its signature, and whether it is genuine. */
export interface SignatureVector {
  readonly id: string;
  readonly vendor: string;
  readonly secret: string;
  readonly url?: string;
  /** POST where it is left out. */
  readonly method?: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly params?: Readonly<Record<string, string | readonly string[]>>;
  readonly body?: string;
  readonly rawBody?: string;
  /** Seconds since 1970 at which it arrives. */
  readonly now?: number;
  readonly expectValid: boolean;
}

/** Something that the vendor sends us, without a signature. */
export interface InboundSample {
  readonly id: string;
  readonly method: string;
  readonly contentType: string;
  readonly params?: SignatureVector['params'];
  readonly body?: unknown;
  readonly raw?: string;
  readonly transport?: string;
}

/** A vendor's own description of its API and its webhooks, where it is at hand. */
export interface VendorContract {
  readonly vendor: string;
  /** False when the material is not at hand: nothing is checked then. */
  readonly atHand: boolean;
  /** What the vendor would find wrong with a request. Counts the operations that were asked for. */
  readonly inspect: (request: SeenRequest) => readonly string[];
  readonly operations: ReadonlyMap<string, number>;
  readonly vectors: readonly SignatureVector[];
  readonly samples: readonly InboundSample[];
}

interface Checker {
  check(request: { method: string; url: string; headers: Headers; body?: string }): {
    ok: boolean;
    operationId: string | null;
    errors: string[];
  };
}

/**
 * Loads a vendor's material from the directory that `VENDOR_SPECS` names; the checking tool lies beside it in `tools`
 * unless `VENDOR_CONTRACT_TOOL` names it. Without the variable nothing is checked, and the tests say so.
 * @param environment `process.env` of the test.
 */
export async function vendorContract(
  vendor: string,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<VendorContract> {
  const directory = environment.VENDOR_SPECS;
  if (!directory) return { vendor, atHand: false, inspect: () => [], operations: new Map(), vectors: [], samples: [] };
  const tool = environment.VENDOR_CONTRACT_TOOL ?? resolve(directory, '../tools/vendor-contract.mjs');
  const { loadContract } = (await import(/* @vite-ignore */ pathToFileURL(tool).href)) as {
    loadContract(directory: string, vendor: string): Checker;
  };
  const checker = loadContract(directory, vendor);
  const operations = new Map<string, number>();
  const { vectors } = readJson<{ vectors: SignatureVector[] }>(join(directory, 'webhook-signatures.json'));
  return {
    vendor,
    atHand: true,
    inspect: inspector(checker, operations),
    operations,
    vectors: vectors.filter(one => one.vendor === vendor),
    samples: samplesOf(join(directory, 'inbound-samples', vendor)),
  };
}

function inspector(checker: Checker, operations: Map<string, number>): VendorContract['inspect'] {
  return ({ method, url, headers, body }) => {
    const { operationId, errors } = checker.check({ method, url, headers, ...(body === '' ? {} : { body }) });
    const name = operationId ?? `${method} ${new URL(url).pathname}`;
    operations.set(name, (operations.get(name) ?? 0) + 1);
    return errors.map(one => `the vendor's description refuses ${name}: ${one}`);
  };
}

function samplesOf(directory: string): readonly InboundSample[] {
  // Not every vendor sends us anything.
  if (!existsSync(directory)) return [];
  const files = readdirSync(directory).filter(one => one.endsWith('.json'));
  // Frames of a WebSocket are not webhooks.
  return files.map(file => readJson<InboundSample>(join(directory, file))).filter(one => one.transport !== 'websocket');
}

function readJson<Shape>(file: string): Shape {
  return JSON.parse(readFileSync(file, 'utf8')) as Shape;
}

/** Comes last in a contract test: says what was checked against the vendor's description, or loudly that nothing was. */
export function testVendorContract({ vendor, atHand, operations }: VendorContract): void {
  describe('the vendor’s own description', () => {
    if (atHand) {
      it('was held against every request of this file', () => {
        expect([...operations.values()].reduce((sum, count) => sum + count, 0)).toBeGreaterThan(0);
      });
      return;
    }
    it.skip(
      `NOT CHECKED: ${vendor} was not held against its own API description, signature vectors and samples (set VENDOR_SPECS)`,
    );
  });
  // Of the file, not of the group: Vitest runs no hooks where every test is skipped.
  if (!atHand)
    afterAll(() => console.warn(`NOT CHECKED against the description of ${vendor}: VENDOR_SPECS is not set.`));
}

/** The bytes of a vector or a sample as they come off the wire. */
export function bytesOf(sent: SignatureVector | InboundSample): Uint8Array {
  const written = 'rawBody' in sent ? sent.rawBody : 'raw' in sent ? sent.raw : sent.body;
  if (written !== undefined) return Buffer.from(typeof written === 'string' ? written : JSON.stringify(written));
  const form = new URLSearchParams();
  for (const [name, values] of Object.entries(sent.params ?? {}))
    for (const value of [values].flat()) form.append(name, String(value));
  return Buffer.from(form.toString());
}
