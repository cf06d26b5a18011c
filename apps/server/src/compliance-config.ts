import { existsSync, readFileSync } from 'node:fs';
import {
  allPacks,
  combinePacks,
  type Loosening,
  type OperatorPack,
  OperatorPackError,
  type RulePack,
} from '@buttdial/compliance';

/** What an operator decided about the law. */
export interface ComplianceConfig {
  /** Shipped packs with the operator's on top. */
  readonly packs: readonly RulePack[];
  /** Rows of `policy` confidence that the operator loosened. */
  readonly loosened: readonly Loosening[];
  readonly a2pRegistered: boolean;
  /** Absent: any destination. */
  readonly allowPrefixes?: readonly string[];
  /** Recipients agreed to informational messages, says the operator. */
  readonly consentAssumed: boolean;
  readonly postalAddress?: string;
}

/** The environment variables of it, parsed. */
export interface ComplianceValues {
  readonly COMPLIANCE_PACKS: readonly string[];
  readonly DESTINATION_ALLOW_PREFIXES: readonly string[];
  readonly A2P_10DLC_REGISTERED?: boolean | undefined;
  readonly CONSENT_ASSUMED?: 'informational' | undefined;
  readonly POSTAL_ADDRESS?: string | undefined;
}

/**
 * Reads the operator's packs and puts them on the shipped ones.
 * @param problems every mistake is added here.
 */
export function readCompliance(values: ComplianceValues, demo: boolean, problems: string[]): ComplianceConfig {
  const packs = readPacks(values.COMPLIANCE_PACKS, problems);
  const { DESTINATION_ALLOW_PREFIXES: prefixes, POSTAL_ADDRESS } = values;
  if (!prefixes.every(prefix => /^\+[1-9]\d*$/.test(prefix)))
    problems.push('DESTINATION_ALLOW_PREFIXES: must be prefixes such as +1212,+44, with commas between.');
  const postalAddress = POSTAL_ADDRESS ?? (demo ? 'Butt-Dial Demo, 1 Example Street, Springfield' : undefined);
  return {
    packs,
    loosened: packs.flatMap(pack => pack.loosened ?? []),
    a2pRegistered: values.A2P_10DLC_REGISTERED ?? demo,
    ...(prefixes.length > 0 ? { allowPrefixes: prefixes } : {}),
    // People of the simulated network agreed to informational messages.
    consentAssumed: demo || values.CONSENT_ASSUMED !== undefined,
    ...(postalAddress === undefined ? {} : { postalAddress }),
  };
}

function readPacks(files: readonly string[], problems: string[]): readonly RulePack[] {
  let packs: readonly RulePack[] = allPacks;
  for (const file of files) {
    try {
      packs = combinePacks(packs, parse(file));
    } catch (error) {
      const found = error instanceof OperatorPackError ? error.problems : [messageOf(error)];
      problems.push(...found.map(problem => `COMPLIANCE_PACKS: ${file}: ${problem}`));
    }
  }
  return packs;
}

function parse(file: string): OperatorPack {
  if (!existsSync(file)) throw new TypeError('there is no such file.');
  return JSON.parse(readFileSync(file, 'utf8')) as OperatorPack;
}

function messageOf(error: unknown): string {
  if (error instanceof SyntaxError) return 'is not JSON.';
  return error instanceof Error ? error.message : 'cannot be read.';
}
