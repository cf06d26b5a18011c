import { accessSync, constants, existsSync, mkdirSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import { isButtdialError, type Runtime } from '@buttdial/core';
import { isWeakKey } from '@buttdial/switchboard';
import { type DatabasePlace, lookAt } from './database.ts';
import type { Variables } from './env-file.ts';
import type { Check } from './shapes.ts';

interface Surroundings {
  readonly runtime: Runtime;
  readonly variables: Variables;
  readonly place: DatabasePlace;
  readonly envFile: string;
  /** What this very process answers when it is asked who it is. */
  readonly identity: string;
}

const leastBytes = 200 * 1024 * 1024;
const patienceMs = 5_000;
/** Where a server says who it is, so that it can find out whether its public address leads to itself. */
const identityPath = '/admin/api/setup/identity';

/** Looks at everything that the installation stands on. */
export function checkSurroundings(surroundings: Surroundings): Promise<readonly Check[]> {
  return Promise.all([
    checkNode(),
    checkDisk(surroundings.place.dataDir),
    checkFile(surroundings.envFile),
    checkKey(surroundings.variables),
    checkDatabase(surroundings),
    checkPublicUrl(surroundings),
  ]);
}

function checkNode(): Check {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const isFit = (major === 22 && minor >= 18) || (major === 24 && minor >= 11) || major >= 26;
  return {
    name: 'node',
    state: isFit ? 'done' : 'wrong',
    reason: isFit ? 'fit' : 'old',
    found: `Node ${process.versions.node}`,
  };
}

async function checkDisk(dataDir: string): Promise<Check> {
  try {
    mkdirSync(dataDir, { recursive: true });
    accessSync(dataDir, constants.R_OK | constants.W_OK);
    const { bavail, bsize } = await statfs(dataDir);
    const free = bavail * bsize;
    const found = `${(free / 1024 ** 3).toFixed(1)} GB`;
    return free < leastBytes
      ? { name: 'disk', state: 'wrong', reason: 'full', found }
      : { name: 'disk', state: 'done', reason: 'fit', found };
  } catch (error) {
    return { name: 'disk', state: 'wrong', reason: 'closed', found: codeOf(error) };
  }
}

function checkFile(envFile: string): Check {
  try {
    accessSync(existsSync(envFile) ? envFile : dirname(envFile), constants.W_OK);
    return { name: 'file', state: 'done', reason: existsSync(envFile) ? 'there' : 'new', found: envFile };
  } catch {
    return { name: 'file', state: 'wrong', reason: 'closed', found: envFile };
  }
}

function checkKey({ CREDENTIALS_ENCRYPTION_KEY: key }: Variables): Check {
  if (key === undefined) return { name: 'key', state: 'waiting', reason: 'missing' };
  const isWeak = isWeakKey(Buffer.from(key, /^[0-9a-f]{64,}$/i.test(key) ? 'hex' : 'base64'));
  return { name: 'key', state: isWeak ? 'wrong' : 'done', reason: isWeak ? 'weak' : 'fit' };
}

async function checkDatabase({ place, runtime }: Surroundings): Promise<Check> {
  try {
    const { server, pending } = await lookAt(place, runtime);
    return pending.length === 0
      ? { name: 'database', state: 'done', reason: 'fit', found: server }
      : { name: 'database', state: 'waiting', reason: 'pending', found: server };
  } catch (error) {
    return { name: 'database', state: 'wrong', reason: 'closed', found: isButtdialError(error) ? error.message : '' };
  }
}

async function checkPublicUrl({ variables, runtime, identity }: Surroundings): Promise<Check> {
  const url = variables.WEBHOOK_BASE_URL;
  if (url === undefined) return { name: 'publicUrl', state: 'waiting', reason: 'missing' };
  if (!URL.canParse(url) || !/^https?:/.test(url))
    return { name: 'publicUrl', state: 'wrong', reason: 'odd', found: url };
  const isLoopback = /^(localhost|127(\.\d+){3}|\[::1\])$/.test(new URL(url).hostname);
  if (!isLoopback && url.startsWith('http:')) return { name: 'publicUrl', state: 'wrong', reason: 'plain', found: url };
  const answer = await ask(runtime, new URL(identityPath, url));
  if (answer !== identity)
    return { name: 'publicUrl', state: 'wrong', reason: answer === undefined ? 'silent' : 'stranger', found: url };
  return isLoopback
    ? { name: 'publicUrl', state: 'waiting', reason: 'loopback', found: url }
    : { name: 'publicUrl', state: 'done', reason: 'fit', found: url };
}

async function ask(runtime: Runtime, url: URL): Promise<string | undefined> {
  try {
    const response = await runtime.fetch(url, { redirect: 'manual', signal: AbortSignal.timeout(patienceMs) });
    const text = await response.text();
    return text.slice(0, 200);
  } catch {
    // Whatever went wrong on the way, the address does not lead here.
    return undefined;
  }
}

function codeOf(error: unknown): string {
  const code = typeof error === 'object' && error !== null ? Reflect.get(error, 'code') : undefined;
  return typeof code === 'string' ? code : '';
}
