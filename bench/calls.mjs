// How live calls get on beside everything else that a server does: a hundred two-way calls over raw audio, on real sockets, while
// durable sends over HTTP keep its store busy; with their frames in the server's own process, and in a media process. A frame's time
// is from the moment at which the carrier writes it to its socket to the moment at which the ears have it, so every stall of the
// process is in it; clear: from the words that take the floor to the frame that silences the carrier, at the carrier.
// Carriers and senders are a third process. `--pin` keeps the server to core 0 and the media process to core 1; `--priority=-15`
// is the nice level of whichever process handles the frames, `--realtime` puts it and
// the carriers before everything else, for machines that have other work.
//   node bench/calls.mjs [--calls 100] [--seconds 10] [--processes 0,1] [--rates 0,100,500,max] [--pin] [--priority=N] [--realtime] [--json]
import { execFileSync, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { setPriority, tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { openCalls, talkIn } from './calls/carrier.mjs';

const { values } = parseArgs({
  options: {
    calls: { type: 'string', default: '100' },
    seconds: { type: 'string', default: '10' },
    processes: { type: 'string', default: '0,1' },
    rates: { type: 'string', default: '0,100,500,max' },
    pin: { type: 'boolean' },
    priority: { type: 'string' },
    realtime: { type: 'boolean' },
    json: { type: 'boolean' },
  },
});
const [calls, seconds] = [Number(values.calls), Number(values.seconds)];
const rates = values.rates.split(',').map(rate => (rate === 'max' ? Number.POSITIVE_INFINITY : Number(rate)));
const rows = [];
for (const processes of values.processes.split(',').map(Number)) rows.push(...(await measured(processes)));
const report = { node: process.version, calls, seconds, rows };
if (values.json) console.log(JSON.stringify(report, null, 2));
else print(report);

async function measured(processes) {
  const folder = mkdtempSync(join(tmpdir(), 'buttdial-calls-'));
  const file = join(folder, 'seen.json');
  const child = await started({ folder, file, processes });
  const found = [];
  try {
    for (const perSecond of rates) found.push({ processes, ...(await row(child, { perSecond, file, processes })) });
  } finally {
    if (child.process.connected) child.process.disconnect();
    rmSync(folder, { recursive: true, force: true });
  }
  return found;
}

/** The server finds its provider as it would find any other. */
async function started({ folder, file, processes }) {
  const place = join(folder, 'node_modules', '@bench', 'voice');
  const own = name => new URL(`./calls/${name}`, import.meta.url).href;
  mkdirSync(place, { recursive: true });
  writeFileSync(join(place, 'package.json'), '{"name":"@bench/voice","type":"module","exports":"./index.js"}');
  writeFileSync(join(place, 'index.js'), `export { default } from ${JSON.stringify(own('voice.mjs'))};\n`);
  const wire = new URL('../packages/voice/src/wire/index.ts', import.meta.url).href;
  const child = fork(new URL(own('server.mjs')), ['send'], {
    cwd: folder,
    execArgv: ['--conditions=@buttdial/source', '--disable-warning=ExperimentalWarning'],
    env: { ...process.env, BENCH_CALLS: JSON.stringify({ wire, file, processes }) },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const told = {};
  while (!told.door || !told.token) Object.assign(told, (await once(child, 'message'))[0]);
  child.send('media');
  const [{ pids }] = await once(child, 'message');
  if (values.pin) for (const [at, pid] of [child.pid, ...pids].entries()) pin(pid, at % 2);
  for (const pid of pids.length > 0 ? pids : [child.pid]) {
    if (values.priority) setPriority(pid, Number(values.priority));
    if (values.realtime) for (const each of [pid, process.pid]) first(each);
  }
  return { process: child, ...told };
}

function first(pid) {
  execFileSync('chrt', ['-a', '-r', '-p', '10', String(pid)], { stdio: 'ignore' });
}

function pin(pid, core) {
  execFileSync('taskset', ['-acp', String(core), String(pid)], { stdio: 'ignore' });
}

async function row(child, { perSecond, file, processes }) {
  const open = await openCalls(child.door, calls);
  const stop = new AbortController();
  const sending = send(child, perSecond, stop.signal);
  const before = await cpuOf(child.process);
  const startedMs = performance.now();
  const talked = await talkIn(open, seconds);
  const server = ((await cpuOf(child.process)) - before) / 1_000 / (performance.now() - startedMs);
  stop.abort();
  const sends = await sending;
  const seen = await readAll(file, Math.max(1, processes));
  return { sends, serverShare: round(server), ...resultOf(talked, seen) };
}

/** What every process wrote down, together. */
async function readAll(file, count) {
  const names = () => readdirSync(dirname(file)).filter(name => name.startsWith(`${basename(file)}.`));
  while (names().length < count) await new Promise(resolve => setTimeout(resolve, 50));
  await new Promise(resolve => setTimeout(resolve, 50));
  return names().map(name => {
    const seen = JSON.parse(readFileSync(join(dirname(file), name), 'utf8'));
    rmSync(join(dirname(file), name));
    return seen;
  });
}

async function cpuOf(child) {
  child.send('cpu');
  const [{ cpu }] = await once(child, 'message');
  return cpu.user + cpu.system;
}

function resultOf({ lateMs, spokenShare, clearedUs }, seen) {
  const late = seen.flatMap(one => one.late);
  const decided = seen.flatMap(one => one.decided);
  const sum = of => seen.reduce((total, one) => total + of(one), 0);
  const frames = late.map(us => us / 1_000).sort((one, other) => one - other);
  const clears = decided
    .sort((one, other) => one - other)
    .flatMap((us, at) => (clearedUs[at] === undefined ? [] : [(clearedUs[at] - us) / 1_000]))
    .sort((one, other) => one - other);
  const carrier = lateMs.sort((one, other) => one - other);
  const at = (list, share) => round(list[Math.min(list.length - 1, Math.floor(list.length * share))] ?? Number.NaN);
  const spent = sum(({ before, after }) => after.cpu.user + after.cpu.system - before.cpu.user - before.cpu.system);
  const bytes = sum(({ before, after }) => after.bytes - before.bytes);
  const overMs = Math.max(...seen.map(({ before, after }) => after.atMs - before.atMs));
  return {
    frames: frames.length,
    p50Ms: at(frames, 0.5),
    p99Ms: at(frames, 0.99),
    maxMs: at(frames, 1),
    clearP50Ms: at(clears, 0.5),
    clearMaxMs: at(clears, 1),
    clears: clears.length,
    spokenShare: round(spokenShare),
    kilobytesPerCall: Math.round(bytes / 1_024 / calls),
    framesShare: round(spent / 1_000 / overMs),
    carrierP99Ms: at(carrier, 0.99),
  };
}

/** Durable sends at a rate, or as many as 16 callers can get answered. @returns how many were answered in a second. */
async function send(server, perSecond, signal) {
  if (perSecond === 0) return 0;
  const agent = new Agent({ keepAlive: true, maxSockets: 16 });
  const startedMs = performance.now();
  let [asked, done] = [0, 0];
  async function caller() {
    while (!signal.aborted) {
      const dueMs = startedMs + (asked++ * 1_000) / perSecond;
      const waitMs = dueMs - performance.now();
      if (waitMs > 1) await new Promise(resolve => setTimeout(resolve, waitMs));
      if (signal.aborted) break;
      if ((await post(server, agent, asked)) === 200) done += 1;
    }
  }
  await Promise.all(Array.from({ length: 16 }, caller));
  agent.destroy();
  return Math.round((done * 1_000) / (performance.now() - startedMs));
}

function post(server, agent, count) {
  const headers = { authorization: `Bearer ${server.token}`, 'content-type': 'application/json' };
  const to = `+1212${2_200_000 + ((count * 7919) % 700_000)}`;
  return new Promise((resolve, reject) => {
    const asked = request(`${server.url}/api/v1/send-message`, { agent, method: 'POST', headers }, response => {
      response.resume();
      response.on('end', () => resolve(response.statusCode));
    });
    asked.on('error', reject);
    asked.end(JSON.stringify({ to, body: 'Hello from the benchmark, this is a text of usual length.' }));
  });
}

function print({ node, calls, seconds, rows }) {
  console.log(`Node ${node}; ${calls} two-way calls over real sockets for ${seconds} s each row\n`);
  console.log(
    '| frames in | sends/s | frame p50 ms | p99 ms | longest ms | clear p50 ms | longest ms | spoken in time | KB a call | CPU of the frames’ process | of the server | carrier late p99 ms |',
  );
  console.log('|---|---|---|---|---|---|---|---|---|---|---|---|');
  const percent = share => `${Math.round(share * 100)} %`;
  for (const one of rows) {
    const { processes, sends, p50Ms, p99Ms, maxMs, clearP50Ms, clearMaxMs, kilobytesPerCall, carrierP99Ms } = one;
    const where = processes === 0 ? 'the server' : `${processes} media process${processes > 1 ? 'es' : ''}`;
    const times = [p50Ms, p99Ms, maxMs, clearP50Ms, clearMaxMs];
    const shares = [percent(one.spokenShare), kilobytesPerCall, percent(one.framesShare), percent(one.serverShare)];
    console.log(`| ${[where, sends, ...times, ...shares, carrierP99Ms].join(' | ')} |`);
  }
}

function round(value) {
  return Math.round(value * 100) / 100;
}
