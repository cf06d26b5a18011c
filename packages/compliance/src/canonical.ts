import { sha256, toHex } from './sha256.ts';

/** Deeper or wider inputs are not facts about a call; the walk stops there instead of overflowing the stack. */
const maximumDepth = 12;

/** JSON with sorted keys, so that two inputs that mean the same have the same text. Functions and undefined vanish. */
export function canonicalJson(value: unknown, depth = 0): string {
  if (value === null || typeof value === 'number' || typeof value === 'boolean') return JSON.stringify(value);
  if (typeof value === 'string') return JSON.stringify(value);
  if (typeof value !== 'object' || depth > maximumDepth) return JSON.stringify(`<${typeof value}>`);
  if (Array.isArray(value)) {
    let out = '[';
    for (let i = 0; i < value.length; i += 1) out += (i > 0 ? ',' : '') + canonicalJson(value[i], depth + 1);
    return `${out}]`;
  }
  let out = '{';
  const record = value as Record<string, unknown>;
  for (const key of Object.keys(record).sort()) {
    const member = record[key];
    if (member === undefined || typeof member === 'function') continue;
    out += `${out.length > 1 ? ',' : ''}${JSON.stringify(key)}:${canonicalJson(member, depth + 1)}`;
  }
  return `${out}}`;
}

/** Hex SHA-256 of the canonical JSON. */
export function hashOf(value: unknown): string {
  return toHex(sha256(canonicalJson(value)));
}
