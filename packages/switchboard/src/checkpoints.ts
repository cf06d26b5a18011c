import { createPrivateKey, createPublicKey, type KeyObject, sign, verify } from 'node:crypto';
import { z } from 'zod';
import type { Sealer } from './seal.ts';

const shape = z.object({
  organizationId: z.string().min(1).max(64),
  /** The last row that it covers; through the chain it covers all before. */
  sequence: z.int().positive(),
  /** Hash of that row. */
  hash: z.string().regex(/^[0-9a-f]{64}$/),
  at: z.iso.datetime(),
  /** Ed25519, base64. */
  signature: z.string().max(100),
});

/** A signed sighting of an audit chain, to be kept where whoever can write to the database cannot. */
export type Checkpoint = z.output<typeof shape>;

/** Signs and checks checkpoints. */
export interface CheckpointKey {
  /** Raw, base64: enough to check every checkpoint. */
  readonly publicKey: string;
  sign(seen: Omit<Checkpoint, 'signature'>): Checkpoint;
  isGenuine(checkpoint: Checkpoint): boolean;
}

// RFC 8410: the fixed beginnings of an Ed25519 key in PKCS #8 and in SPKI.
const privatePrefix = Buffer.from('302e020100300506032b657004220420', 'hex');
const publicPrefix = Buffer.from('302a300506032b6570032100', 'hex');

/** The installation's key for checkpoints; it follows from the encryption key, so nothing more must be kept. */
export function checkpointKey(sealer: Pick<Sealer, 'derive'>): CheckpointKey {
  const seed = sealer.derive('audit-checkpoints');
  const key = createPrivateKey({ key: Buffer.concat([privatePrefix, seed]), format: 'der', type: 'pkcs8' });
  const open = createPublicKey(key);
  return {
    publicKey: open.export({ format: 'der', type: 'spki' }).subarray(publicPrefix.length).toString('base64'),
    sign: seen => ({ ...seen, signature: sign(null, textOf(seen), key).toString('base64') }),
    isGenuine: checkpoint => isGenuine(checkpoint, open),
  };
}

/** Checks checkpoints with nothing but the public key, on a machine that knows no secret. @throws TypeError when it is none. */
export function checkpointReader(publicKey: string): Pick<CheckpointKey, 'publicKey' | 'isGenuine'> {
  const bytes = Buffer.from(publicKey, 'base64');
  if (bytes.length !== 32) throw new TypeError('An Ed25519 public key has 32 bytes.');
  const open = createPublicKey({ key: Buffer.concat([publicPrefix, bytes]), format: 'der', type: 'spki' });
  return { publicKey, isGenuine: checkpoint => isGenuine(checkpoint, open) };
}

/** One line of a checkpoint file; undefined for a line that is none, such as one cut short by a crash. */
export function readCheckpoint(line: string): Checkpoint | undefined {
  try {
    return shape.safeParse(JSON.parse(line)).data;
  } catch {
    return undefined;
  }
}

function isGenuine(checkpoint: Checkpoint, key: KeyObject): boolean {
  return verify(null, textOf(checkpoint), key, Buffer.from(checkpoint.signature, 'base64'));
}

function textOf({ organizationId, sequence, hash, at }: Omit<Checkpoint, 'signature'>): Buffer {
  return Buffer.from(`buttdial audit checkpoint\n${organizationId}\n${sequence}\n${hash}\n${at}`);
}

/** Where checkpoints are kept, and the key to check them with. */
export interface CheckpointShelf {
  readonly key: Pick<CheckpointKey, 'publicKey' | 'isGenuine'>;
  /** Oldest first. */
  of(organizationId: string): Promise<readonly Checkpoint[]>;
}
