#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { type Case, checkCase } from './check.ts';
import { tzdataVersion } from './clock.ts';
import { combinePacks, type OperatorPack, OperatorPackError } from './operator.ts';
import { allPacks } from './packs/index.ts';
import type { RulePack } from './rule.ts';

const help = `compliance: judges table cases with @buttdial/compliance

Usage
  compliance check <cases.json> [--quiet] [--json] [--operator <pack.json>]
  compliance packs [--json] [--operator <pack.json>]

Commands
  check   Judges every case of the file, prints a line per case and every difference. The file holds a list of cases,
          or an object with "cases". A case has id, action, context and expected {effect, rules, nextAllowedUtc}.
  packs   Lists the rule packs with version and number of rules.

Options
  --operator <file>  An operator's pack (JSON) on top of the shipped packs.
  --quiet            Print differences and the total only.
  --json             Print JSON.
  --help             This text.

Exit code: 0 when all cases agree, 1 when one differs, 2 when the command or a file cannot be read.`;

/** The command line or a file is wrong: told in one sentence, exit code 2. */
class UsageError extends Error {}

function readJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new UsageError(`${path} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function isCase(value: unknown): value is Case {
  if (typeof value !== 'object' || value === null) return false;
  const { id, expected } = value as Partial<Case>;
  return typeof id === 'string' && typeof expected?.effect === 'string' && Array.isArray(expected.rules);
}

function readCases(path: string): readonly Case[] {
  const file = readJson(path);
  const list: unknown = Array.isArray(file) ? file : Object(file).cases;
  if (!Array.isArray(list) || list.length === 0) throw new UsageError(`${path} holds no cases`);
  const wrong = list.findIndex(item => !isCase(item));
  if (wrong >= 0) throw new UsageError(`${path}: case ${wrong + 1} needs id, action, context and expected`);
  return list;
}

function readPacks(operatorFile: string | undefined): readonly RulePack[] {
  if (operatorFile === undefined) return allPacks;
  try {
    return combinePacks(allPacks, readJson(operatorFile) as OperatorPack);
  } catch (error) {
    if (error instanceof OperatorPackError) throw new UsageError(error.message);
    throw error;
  }
}

const print = (line: string) => process.stdout.write(`${line}\n`);

interface Flags {
  readonly json: boolean;
  readonly quiet: boolean;
}

function check(path: string, packs: readonly RulePack[], flags: Flags): number {
  const results = readCases(path).map(item => checkCase(item, packs));
  const different = results.filter(result => result.differences.length > 0);
  if (flags.json) {
    const cases = results.map(({ id, differences, decision }) => ({ id, differences, decision }));
    print(JSON.stringify({ total: results.length, different: different.length, cases }, null, 2));
    return different.length > 0 ? 1 : 0;
  }
  for (const { id, title, differences, decision } of results) {
    const agrees = differences.length === 0;
    if (agrees && flags.quiet) continue;
    print(`${agrees ? 'ok  ' : 'DIFF'} ${id} ${decision.effect} ${decision.rules.join(' ')} ${title}`.trimEnd());
    for (const difference of differences) print(`       ${difference}`);
  }
  print(`${results.length - different.length} of ${results.length} cases agree (time zone data ${tzdataVersion()})`);
  return different.length > 0 ? 1 : 0;
}

function listPacks(packs: readonly RulePack[], flags: Flags): number {
  const rows = packs.map(({ id, version, title = '', rules }) => ({ id, version, title, rules: rules.length }));
  if (flags.json) print(JSON.stringify(rows, null, 2));
  else for (const { id, version, title, rules } of rows) print(`${id} ${version}: ${rules} rules. ${title}`);
  return 0;
}

function run(args: readonly string[]): number {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      help: { type: 'boolean', short: 'h' },
      json: { type: 'boolean' },
      quiet: { type: 'boolean' },
      operator: { type: 'string' },
    },
  });
  const [command, file, ...rest] = positionals;
  if (values.help === true) {
    print(help);
    return 0;
  }
  const flags = { json: values.json === true, quiet: values.quiet === true };
  if (command === 'packs' && file === undefined) return listPacks(readPacks(values.operator), flags);
  if (command !== 'check' || file === undefined || rest.length > 0) {
    throw new UsageError('usage: compliance check <cases.json>; see compliance --help');
  }
  return check(file, readPacks(values.operator), flags);
}

try {
  process.exitCode = run(process.argv.slice(2));
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 2;
}
