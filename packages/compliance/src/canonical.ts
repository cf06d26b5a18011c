import { sha256, toHex } from './sha256.ts';

/** Deeper or larger inputs are no facts about a call; the walk stops there, whatever a hostile object refers to. */
const maximumDepth = 12;
const maximumNodes = 100_000;

interface Budget {
  nodes: number;
}

function writeList(list: readonly unknown[], depth: number, budget: Budget): string {
  let out = '[';
  for (let i = 0; i < list.length && budget.nodes > 0; i += 1)
    out += (i > 0 ? ',' : '') + write(list[i], depth, budget);
  return `${out}]`;
}

function writeRecord(record: Readonly<Record<string, unknown>>, depth: number, budget: Budget): string {
  let out = '{';
  for (const key of Object.keys(record).sort()) {
    const member = record[key];
    if (member === undefined || typeof member === 'function') continue;
    out += `${out.length > 1 ? ',' : ''}${JSON.stringify(key)}:${write(member, depth, budget)}`;
  }
  return `${out}}`;
}

function write(value: unknown, depth: number, budget: Budget): string {
  budget.nodes -= 1;
  if (value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') {
    return JSON.stringify(value);
  }
  if (typeof value !== 'object' || depth > maximumDepth || budget.nodes <= 0)
    return JSON.stringify(`<${typeof value}>`);
  if (Array.isArray(value)) return writeList(value, depth + 1, budget);
  return writeRecord(value as Readonly<Record<string, unknown>>, depth + 1, budget);
}

/** JSON with sorted keys, so that two inputs that mean the same have the same text. Functions and undefined vanish. */
function canonicalJson(value: unknown): string {
  return write(value, 0, { nodes: maximumNodes });
}

/** Hex SHA-256 of the canonical JSON. */
export function hashOf(value: unknown): string {
  return toHex(sha256(canonicalJson(value)));
}
