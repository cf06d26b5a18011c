import { type Agent, type Channel, channels, formatMoney, type Voucher } from '@buttdial/core';
import { z } from 'zod';
import type { Deps } from '../deps.ts';
import { defineOperation } from '../operation.ts';
import { organizationScope } from '../principal.ts';
import { billingOf, withMarkup } from '../tiers.ts';
import { organizationId } from './fields.ts';

const line = z.object({
  agentId: z.string(),
  channel: z.enum(channels),
  messages: z.int().describe('Settled in the month.'),
  settledMicros: z.int().describe('Spent on them, as far as known when they were settled.'),
  correctedMicros: z.int().describe('What prices that came in the month changed, for messages of any month.'),
  totalMicros: z.int(),
  markupPercent: z.number(),
  billedMicros: z.int(),
});
const statement = z.object({
  organizationId: z.string(),
  month: z.string(),
  currency: z.string(),
  closed: z.boolean().describe('The month is over; nothing will be added.'),
  lines: z.array(line),
  totals: line.pick({
    messages: true,
    settledMicros: true,
    correctedMicros: true,
    totalMicros: true,
    billedMicros: true,
  }),
});
/** What an organization spent in a UTC month, to the micro (a millionth of the currency). */
export type Statement = z.output<typeof statement>;

/** The verb about monthly statements. */
export function statementOperations(deps: Deps) {
  const { store, runtime, settings } = deps;
  return {
    get: defineOperation({
      name: 'statements.get',
      summary:
        'What the organization spent in a UTC month, per agent and channel, in millionths of a dollar. Ask with "Accept: text/csv" for a table.',
      access: 'organization',
      readOnly: true,
      rest: { method: 'get', path: '/statements/:month', csv: value => statementCsv(value as Statement) },
      input: z.object({
        organizationId,
        month: z.string().regex(/^20\d\d-(0[1-9]|1[0-2])$/, 'A month is written like 2026-11.'),
      }),
      output: statement,
      run: async (input, { principal }) => {
        const scope = await organizationScope(store, principal, input);
        const since = new Date(`${input.month}-01T00:00:00Z`);
        const until = new Date(Date.UTC(since.getUTCFullYear(), since.getUTCMonth() + 1));
        const [books, agents] = await Promise.all([
          store.ledger.vouchers(scope, { since, until, by: 'total' }),
          store.agents.list(scope),
        ]);
        const lines = linesOf(books, agents, settings.markupPercent ?? 0);
        return {
          organizationId: scope,
          month: input.month,
          currency: 'USD',
          closed: until <= runtime.now(),
          lines,
          totals: totalsOf(lines),
        };
      },
    }),
  };
}

function linesOf(books: readonly Voucher[], agents: readonly Agent[], globalMarkup: number): Statement['lines'] {
  const rows = Map.groupBy(books, row => `${row.agentId} ${row.channel}`);
  return [...rows.values()].map(theirs => {
    const { agentId, channel } = theirs[0] as { agentId: string; channel: Channel };
    const spent = (kind: Voucher['kind']) => theirs.find(row => row.kind === kind)?.spentMicros ?? 0;
    const totalMicros = spent('settlement') + spent('correction');
    const { markupPercent } = billingOf(
      agents.find(agent => agent.id === agentId),
      globalMarkup,
    );
    return {
      agentId,
      channel,
      messages: theirs.find(row => row.kind === 'settlement')?.count ?? 0,
      settledMicros: spent('settlement'),
      correctedMicros: spent('correction'),
      totalMicros,
      markupPercent,
      billedMicros: withMarkup(totalMicros, markupPercent),
    };
  });
}

function totalsOf(lines: Statement['lines']): Statement['totals'] {
  const sum = (pick: (each: Statement['lines'][number]) => number) =>
    lines.reduce((total, each) => total + pick(each), 0);
  return {
    messages: sum(each => each.messages),
    settledMicros: sum(each => each.settledMicros),
    correctedMicros: sum(each => each.correctedMicros),
    totalMicros: sum(each => each.totalMicros),
    billedMicros: sum(each => each.billedMicros),
  };
}

/** A statement as a table (RFC 4180), amounts in units of the currency; the last row is the sum. */
export function statementCsv(statement: Statement): string {
  const { month, currency, lines, totals } = statement;
  const amount = (micros: number) => formatMoney({ micros, currency });
  const header = 'month,agent,channel,messages,settled,corrected,total,markup_percent,billed,currency';
  const rows = [...lines, { ...totals, agentId: 'total', channel: '', markupPercent: '' }].map(each =>
    [
      month,
      each.agentId,
      each.channel,
      each.messages,
      amount(each.settledMicros),
      amount(each.correctedMicros),
      amount(each.totalMicros),
      each.markupPercent,
      amount(each.billedMicros),
      currency,
    ]
      .map(cell)
      .join(','),
  );
  return `${[header, ...rows].join('\r\n')}\r\n`;
}

function cell(value: string | number): string {
  const text = String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
