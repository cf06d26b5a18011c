import { allPacks, channels, purposes, type Rule, type RulePack } from '@buttdial/compliance';
import { z } from 'zod';
import type { Deps } from '../deps.ts';
import { defineOperation } from '../operation.ts';

const rule = z.object({
  id: z.string(),
  kind: z.enum(['hours', 'cap', 'consent', 'list', 'content', 'duty', 'custom']),
  jurisdiction: z.string().describe('US, US-TX, EU … or * for everywhere.'),
  channels: z.array(z.enum(channels)),
  purposes: z.array(z.enum([...purposes, '*'])),
  citation: z.string(),
  verified: z
    .enum(['high', 'medium', 'policy'])
    .describe('high: the text of the law was seen. medium: secondary sources. policy: our own choice.'),
  url: z.string().nullable(),
  notes: z.string().nullable(),
  locked: z.boolean().describe('An operator may tighten it but never switch it off.'),
  from: z.string().nullable(),
  to: z.string().nullable(),
  says: z
    .record(z.string(), z.unknown())
    .describe('What the rule asks for: windows, a cap, a level of consent, a duty.'),
});
const pack = z.object({ id: z.string(), title: z.string(), version: z.string(), rules: z.array(rule) });

/** The verb about the rules in force. */
export function ruleOperations(deps: Pick<Deps, 'packs'>) {
  return {
    rules: defineOperation({
      name: 'compliance.rules',
      summary:
        'The rules in force on this server, pack by pack: where they hold, what they ask for, and the law behind them.',
      access: 'organization',
      readOnly: true,
      rest: { method: 'get', path: '/compliance/rules' },
      input: z.object({}),
      output: z.object({ packs: z.array(pack) }),
      run: async () => ({ packs: (deps.packs ?? allPacks).map(viewPack) }),
    }),
  };
}

function viewPack({ id, version, title, rules }: RulePack): z.output<typeof pack> {
  return { id, title: title ?? id, version, rules: rules.map(viewRule) };
}

function viewRule(each: Rule): z.output<typeof rule> {
  const { id, kind, jurisdiction, citation, confidence, url, notes, locked, effectiveFrom, effectiveTo } = each;
  return {
    id,
    kind,
    jurisdiction,
    channels: [...each.channels],
    purposes: [...each.purposes],
    citation,
    verified: confidence,
    url: url ?? null,
    notes: notes ?? null,
    locked: locked === true,
    from: effectiveFrom ?? null,
    to: effectiveTo ?? null,
    says: saysOf(each),
  };
}

function saysOf(each: Rule): Record<string, unknown> {
  switch (each.kind) {
    case 'hours':
      return { windows: each.windows, ...(each.liftedBy ? { liftedBy: each.liftedBy } : {}) };
    case 'cap':
      return { max: each.max, windowHours: each.windowHours, per: each.per };
    case 'consent':
      return { needs: each.needs };
    case 'list':
      return { list: each.list, lifts: each.lifts, maxAgeDays: each.maxAgeDays };
    case 'content':
      return { flags: each.flags };
    case 'duty':
      return { duty: each.duty, instruction: each.instruction, ...(each.when ? { when: each.when } : {}) };
    case 'custom':
      return {};
  }
}
