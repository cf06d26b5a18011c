/*
 * How many decisions per second the engine makes on one core, with all packs, over the table of cases; and the ratio to
 * a baseline in the same run: a JSON round trip of the same inputs.
 *
 *   node --conditions=@buttdial/source bench/compliance.mjs      from source
 *   node bench/compliance.mjs                                    from the built package
 */
import { readFileSync } from 'node:fs';

const folder = new URL('../packages/compliance/', import.meta.url);
const fromSource = process.execArgv.some(flag => flag.includes('@buttdial/source'));
const entry = new URL(fromSource ? 'src/index.ts' : 'dist/index.js', folder);
const { allPacks, evaluate } = await import(entry.href);
const { cases } = JSON.parse(readFileSync(new URL('corpus/cases.json', folder), 'utf8'));

const secondsPerRound = 1;
const rounds = 5;

/** Operations per second of `work`, called with one case after the other for about a second. */
function measure(work) {
  let done = 0;
  const start = performance.now();
  let elapsed = 0;
  while (elapsed < secondsPerRound * 1000) {
    for (const item of cases) work(item);
    done += cases.length;
    elapsed = performance.now() - start;
  }
  return (done / elapsed) * 1000;
}

/** A number per decision, so that no cache of numbers answers; 555-01XX is fictional. */
let turn = 0;
const fresh = item => {
  turn += 1;
  const to = item.action.to === '+12125550123' ? `+1212555${String(turn % 10_000).padStart(4, '0')}` : item.action.to;
  return evaluate({ ...item.action, to }, item.context, allPacks);
};
const decide = item => evaluate(item.action, item.context, allPacks);
const roundTrip = item => JSON.parse(JSON.stringify([item.action, item.context]));

const median = values => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
measure(decide);
const results = Array.from({ length: rounds }, () => ({
  decide: measure(decide),
  fresh: measure(fresh),
  baseline: measure(roundTrip),
}));
const of = name => median(results.map(result => result[name]));
const rate = Math.round(of('decide'));
console.log(`decisions/s, one core, ${allPacks.length} packs, ${cases.length} cases: ${rate}`);
console.log(`decisions/s, changing numbers: ${Math.round(of('fresh'))}`);
console.log(`baseline, JSON round trips/s of the same inputs: ${Math.round(of('baseline'))}`);
console.log(`ratio to the baseline: ${(rate / of('baseline')).toFixed(3)}`);
console.log(`bar of 20,000 decisions/s: ${rate >= 20_000 ? 'met' : 'NOT met'}`);
