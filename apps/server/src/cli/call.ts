import { existsSync, readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { styleText } from 'node:util';
import { Command } from 'commander';
import type { HeardLine } from '../demo/respeak.ts';
import { call, type Where, withServer } from './client.ts';

interface CallOptions extends Where {
  readonly mission?: string;
  readonly successCriteria?: string;
  readonly brain?: string;
  readonly transport?: string;
  readonly language?: string;
  readonly maxSeconds?: string;
  readonly dryRun?: boolean;
  readonly record?: string;
}

type Event =
  | { readonly kind: 'phase'; readonly sequence: number; readonly phase: string }
  | {
      readonly kind: 'line';
      readonly sequence: number;
      readonly who: 'agent' | 'caller';
      readonly text: string;
      readonly generated?: string;
      readonly isInterrupted?: boolean;
      readonly at: string;
    }
  | { readonly kind: 'note'; readonly sequence: number; readonly text: string }
  | { readonly kind: 'ended' | 'cost'; readonly sequence: number };

interface Followed {
  readonly state: string;
  readonly status?: string;
  readonly from: string;
  readonly to: string;
  readonly brain: string;
  readonly endedReason?: { readonly by: string; readonly why: string; readonly code?: string };
  readonly outcome?: { readonly outcome: string; readonly summary?: string; readonly evidence?: readonly string[] };
  readonly durationSeconds?: number;
  readonly disclosureHeardMs: number | null;
  readonly cost: number | null;
  readonly currency: string;
  readonly gapsMs?: readonly number[];
  readonly floor?: { readonly lastTurn?: { readonly gapMs: number; readonly heardRatio?: number } };
  readonly lastSequence: number;
  readonly events: readonly Event[];
  readonly costs?: {
    readonly carrier: number;
    readonly relay: number;
    readonly model: number;
    readonly speech: number;
    readonly transcription: number;
    readonly unpriced?: readonly string[];
  };
}

/** `buttdial call`: makes a call and shows it while it goes on. */
export function callCommand(): Command {
  return withServer(
    new Command('call').description(
      'Call somebody: buttdial call test-agent-001 test-agent-002 --mission "book a table"',
    ),
  )
    .argument('<from-agent>', 'the agent that calls')
    .argument('<to>', 'number, or the id of another agent')
    .option('--mission <text>', 'what the call is to achieve')
    .option('--success-criteria <text>', 'what makes it a success')
    .option('--brain <brain>', 'auto, agent, llm, realtime or script')
    .option('--transport <transport>', 'auto, relay or media')
    .option('--language <language>', 'such as en-US')
    .option('--max-seconds <seconds>', 'the longest it may be')
    .option('--record <file>', 'write what was heard into a WAV file, spoken by free voices: we left, they right')
    .option('--dry-run', 'only say whether it may ring, and what it would cost')
    .action(async (agentId: string, to: string, options: CallOptions) => {
      const where = asAgent(options, agentId);
      const made = (await call(where, 'POST /make-call', asked(agentId, to, options))) as { id: string };
      if (options.dryRun) return void process.stdout.write(`${JSON.stringify(made, null, 2)}\n`);
      const heard = await follow(where, { id: made.id, agentId });
      if (options.record !== undefined) await record(options.record, heard);
    });
}

// Beside a demo nobody should have to copy a token.
function asAgent({ url, token }: CallOptions, agentId: string): Where {
  const given = token ?? process.env.BUTTDIAL_TOKEN ?? demoTokenOf(agentId);
  return { url, ...(given === undefined ? {} : { token: given }) };
}

function demoTokenOf(agentId: string): string | undefined {
  const file = join(process.env.DATA_DIR ?? 'data', 'demo.json');
  if (!existsSync(file)) return undefined;
  const state = JSON.parse(readFileSync(file, 'utf8')) as { agentTokens?: Record<string, string> };
  return state.agentTokens?.[agentId];
}

function asked(agentId: string, to: string, options: CallOptions): object {
  const { mission, successCriteria, brain, transport, language, maxSeconds, dryRun } = options;
  const given = { mission, successCriteria, brain, transport, language, maxDurationSeconds: maxSeconds, dryRun };
  return { agentId, to, ...Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) };
}

const color = process.stdout.isTTY === true;
const dim = (text: string) => (color ? styleText('dim', text) : text);
const bold = (text: string) => (color ? styleText('bold', text) : text);

async function follow(
  where: Where,
  { id, agentId }: { readonly id: string; readonly agentId: string },
): Promise<readonly HeardLine[]> {
  const heard: HeardLine[] = [];
  const path = `/calls/${encodeURIComponent(id)}?agentId=${encodeURIComponent(agentId)}` as const;
  let after = 0;
  let gapsMs: readonly number[] = [];
  let shown: Turn | undefined;
  for (;;) {
    const seen = (await call(where, `GET ${path}&waitSeconds=25&afterSequence=${after}`)) as Followed;
    if (after === 0) process.stdout.write(`${bold(`${seen.from} calls ${seen.to}`)}  ${dim(id)}\n`);
    const answered = gapOf(seen, shown);
    shown = seen.floor?.lastTurn ?? shown;
    for (const event of seen.events) {
      show(event, event === answered?.line ? answered.gapMs : undefined);
      if (event.kind === 'line') heard.push({ who: event.who, text: event.text, at: new Date(event.at) });
    }
    gapsMs = seen.gapsMs ?? gapsMs;
    after = seen.lastSequence;
    if (seen.state !== 'ended') continue;
    summarize({ ...seen, gapsMs });
    return heard;
  }
}

async function record(file: string, heard: readonly HeardLine[]): Promise<void> {
  const { respeak } = await import('../demo/respeak.ts');
  await writeFile(file, await respeak(heard));
  write(`${dim('Recorded'.padEnd(12))}${file}`);
}

type Turn = NonNullable<NonNullable<Followed['floor']>['lastTurn']>;

/** The line that answered the latest turn, with how long it was waited for; each is told once. */
function gapOf({ floor, events }: Followed, shown: Turn | undefined) {
  const turn = floor?.lastTurn;
  const line = events.findLast(event => event.kind === 'line' && event.who === 'agent');
  const isOld = turn?.gapMs === shown?.gapMs && turn?.heardRatio === shown?.heardRatio;
  return turn?.heardRatio === undefined || isOld || !line ? undefined : { line, gapMs: turn.gapMs };
}

function show(event: Event, gapMs: number | undefined) {
  switch (event.kind) {
    case 'phase':
      return write(dim(`  · ${event.phase}`));
    case 'note':
      return write(dim(`  ✎ ${event.text}`));
    case 'line': {
      const who = event.who === 'agent' ? bold('  we  ') : '  they';
      const unheard = event.isInterrupted && event.generated ? dim(` — [cut off, meant: ${event.generated}]`) : '';
      const gap = gapMs === undefined ? '' : dim(`  (after ${gapMs} ms)`);
      return write(`${who}  ${event.text}${unheard}${gap}`);
    }
    case 'ended':
    case 'cost':
      return undefined;
  }
}

function summarize(call: Followed): void {
  const { endedReason, outcome, gapsMs = [] } = call;
  const code = endedReason?.code === undefined ? '' : ` (${endedReason.code})`;
  const row = (name: string, value: string) => write(`${dim(name.padEnd(12))}${value}`);
  write('');
  row('Ended', `${call.status ?? '?'}: ${endedReason?.why ?? '?'} by ${endedReason?.by ?? '?'}${code}`);
  if (outcome) row('Outcome', [outcome.outcome, outcome.summary].filter(Boolean).join(' — '));
  for (const quote of outcome?.evidence ?? []) row('', `“${quote}”`);
  row('Talked', `${call.durationSeconds ?? 0} s`);
  row(
    'Disclosure',
    call.disclosureHeardMs === null ? 'not heard' : `heard ${call.disclosureHeardMs} ms after the answer`,
  );
  if (gapsMs.length > 0) row('Gaps', `${gapsMs.map(gap => `${gap} ms`).join(', ')} before our answers`);
  row('Cost', call.cost === null ? 'not known yet' : `${call.currency} ${call.cost.toFixed(4)}${partsOf(call)}`);
  row('Talked by', call.brain === 'script' ? 'a script: no model is configured' : call.brain);
}

/** What the cost is made of. */
function partsOf({ costs }: Followed): string {
  if (!costs) return '';
  const { carrier, relay, model, speech, transcription, unpriced = [] } = costs;
  const parts = Object.entries({ line: carrier, relay, model, speech, transcription })
    .filter(([, cost]) => cost > 0)
    .map(([name, cost]) => `${name} ${cost.toFixed(4)}`);
  const without = unpriced.map(name => `no price for ${name}`);
  return parts.length + without.length === 0 ? '' : ` (${[...parts, ...without].join(', ')})`;
}

function write(line: string): void {
  process.stdout.write(`${line}\n`);
}
