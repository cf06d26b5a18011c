import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { parseEnv } from 'node:util';
import { ButtdialError } from '@buttdial/core';

/** Environment variables by name. */
export type Variables = Readonly<Record<string, string | undefined>>;

/** What the file says, or nothing where there is none. */
export function readEnvFile(file: string): Record<string, string> {
  return existsSync(file) ? ({ ...parseEnv(readFileSync(file, 'utf8')) } as Record<string, string>) : {};
}

/** The environment of this process on top of the file: what an operator sets by hand wins. */
export function environmentWith(file: string, env: Variables): Variables {
  return { ...readEnvFile(file), ...given(env) };
}

/** Without what is empty: that counts as unset. */
export function given(env: Variables): Record<string, string> {
  return Object.fromEntries(Object.entries(env).filter((entry): entry is [string, string] => Boolean(entry[1])));
}

/**
 * The text of a file with other values for some names; null takes one out. Comments, order and everything else stay.
 * @throws `invalid-input` for a value that no line can hold.
 */
export function changedEnvText(text: string, values: Readonly<Record<string, string | null>>): string {
  const left = new Map(Object.entries(values));
  const lines = text.split('\n').flatMap(line => {
    const name = /^\s*(?:export\s+)?([A-Za-z_]\w*)\s*=/.exec(line)?.[1];
    if (name === undefined || !Object.hasOwn(values, name)) return [line];
    const value = left.get(name);
    left.delete(name);
    return value === null || value === undefined ? [] : [envLine(name, value)];
  });
  while (lines.at(-1)?.trim() === '') lines.pop();
  for (const [name, value] of left) if (value !== null) lines.push(envLine(name, value));
  const next = `${lines.join('\n')}\n`;
  assertHolds(next, text, values);
  return next;
}

/** Writes a file of secrets: readable by its owner only, and never half written. */
export function writePrivately(file: string, text: string): void {
  mkdirSync(dirname(file), { recursive: true });
  const part = `${file}.${process.pid}.part`;
  writeFileSync(part, text, { mode: 0o600 });
  // The mode of writeFileSync counts only where the file is new.
  chmodSync(part, 0o600);
  renameSync(part, file);
}

function envLine(name: string, value: string): string {
  if (!/^[A-Z][A-Z0-9_]*$/.test(name)) throw new TypeError('Names of variables are capitals.');
  const forms = [value, `'${value}'`, `"${value}"`, `\`${value}\``];
  // A line break would begin a variable of its own.
  const line = [...value].some(isControl)
    ? undefined
    : forms.map(form => `${name}=${form}`).find(form => parseEnv(form)[name] === value);
  if (line !== undefined) return line;
  throw new ButtdialError('invalid-input', `${name}: this value cannot stand in a file of variables.`, {
    field: name,
    remedy: 'Leave out line breaks and control characters.',
  });
}

function isControl(character: string): boolean {
  const code = character.codePointAt(0) ?? 0;
  return code < 32 || code === 127;
}

// A value over several lines, or a name twice, is beyond the edit of single lines: then nothing is written.
function assertHolds(next: string, before: string, values: Readonly<Record<string, string | null>>): void {
  const known = parseEnv(before);
  const expected = { ...known, ...values };
  const found = parseEnv(next);
  const isOneLine = Object.keys(values).every(name => !known[name]?.includes('\n'));
  const isSame = [...new Set([...Object.keys(expected), ...Object.keys(found)])].every(
    name => (expected[name] ?? undefined) === found[name],
  );
  if (isOneLine && isSame) return;
  throw new ButtdialError('configuration', 'The file of variables that is there cannot be changed safely.', {
    remedy: 'Move it away, or take out values of several lines and names that stand twice, and try again.',
  });
}
