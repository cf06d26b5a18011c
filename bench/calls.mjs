// How live calls get on beside everything else that one process does: a hundred two-way calls over raw audio in the very server
// whose store is kept busy with durable sends. A frame's time is from the moment at which the carrier's clock says it is due to
// the moment at which the ears have it, so every stall of the event loop is in it. The server keeps to one core where the
// machine has taskset; the load comes from another process.
//   node bench/calls.mjs [--calls 100] [--seconds 10] [--json]      from source
import { execFileSync, fork } from 'node:child_process';
import { once } from 'node:events';
import { Agent, request } from 'node:http';
import { parseArgs } from 'node:util';

const frameMs = 20;
const entry = (name, path = 'index') => import(new URL(`../packages/${name}/src/${path}.ts`, import.meta.url).href);
if (process.send) await serve();
else await main();

async function main() {
  const { values } = parseArgs({
    options: {
      calls: { type: 'string', default: '100' },
      seconds: { type: 'string', default: '10' },
      json: { type: 'boolean' },
    },
  });
  const [calls, seconds] = [Number(values.calls), Number(values.seconds)];
  const flags = [...new Set([...process.execArgv, '--conditions=@buttdial/source', '--expose-gc'])];
  const child = fork(import.meta.filename, ['send'], {
    execArgv: flags,
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
  const [server] = await once(child, 'message');
  const isPinned = pin(child.pid, 0) && pin(process.pid, 1);
  const rows = [];
  for (const perSecond of [0, 100, 500, Number.POSITIVE_INFINITY]) {
    child.send({ talk: { calls, seconds: seconds + 2 } });
    const stop = new AbortController();
    const sending = send(server, perSecond, stop.signal);
    const [{ talked }] = await once(child, 'message');
    stop.abort();
    rows.push({ sends: await sending, ...talked });
  }
  child.disconnect();
  const report = { node: process.version, calls, seconds, isPinned, rows };
  if (values.json) console.log(JSON.stringify(report, null, 2));
  else print(report);
}

function pin(pid, core) {
  try {
    execFileSync('taskset', ['-acp', String(core), String(pid)], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
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

/** The server under load, with calls in it. */
async function serve() {
  const { createPipeline } = await entry('voice');
  const wire = await entry('voice', 'wire/index');
  const { systemRuntime, telephoneAudio } = await entry('core');
  const voice = { createPipeline, wire, runtime: systemRuntime(), telephoneAudio };
  process.on('message', async ({ talk }) => {
    if (talk) process.send({ talked: await talkIn(voice, talk) });
  });
  await import('../apps/server/testing/bench-server.ts');
}

async function talkIn(voice, { calls, seconds }) {
  globalThis.gc?.();
  const before = process.memoryUsage();
  const open = Array.from({ length: calls }, () => openCall(voice));
  const cpuBefore = process.cpuUsage();
  const startedMs = performance.now() + 50;
  const endMs = startedMs + seconds * 1_000;
  // The first two seconds warm up.
  const countFromMs = startedMs + 2_000;
  let nextProbeMs = countFromMs;
  let [frame, interrupted] = [0, 0];
  for (;;) {
    const nowMs = performance.now();
    if (nowMs >= endMs) break;
    // Calls begin at different moments: every millisecond brings the frames of some.
    for (; startedMs + (frame * frameMs) / calls <= nowMs; frame++)
      open[frame % calls].frame(startedMs + (frame * frameMs) / calls, countFromMs);
    if (nowMs >= nextProbeMs) {
      // Each caller once, the last ones first.
      open.at(-1 - interrupted++)?.interrupt();
      nextProbeMs += 200;
    }
    await new Promise(resolve => setTimeout(resolve, 1));
  }
  const numbers = resultOf({ open, seconds, before, cpu: process.cpuUsage(cpuBefore) });
  for (const call of open) call.close();
  return numbers;
}

function resultOf({ open, seconds, before, cpu }) {
  globalThis.gc?.();
  const after = process.memoryUsage();
  const late = open.flatMap(call => call.lateMs).sort((one, other) => one - other);
  const clears = open.flatMap(call => call.clearMs).sort((one, other) => one - other);
  const talking = open.filter(call => call.clearMs.length === 0);
  const spoken = talking.reduce((sum, call) => sum + call.sent(), 0);
  const at = (list, share) => round(list[Math.min(list.length - 1, Math.floor(list.length * share))] ?? Number.NaN);
  return {
    frames: late.length,
    p50Ms: at(late, 0.5),
    p99Ms: at(late, 0.99),
    maxMs: at(late, 1),
    clearP50Ms: at(clears, 0.5),
    clearMaxMs: at(clears, 1),
    spokenShare: round(spoken / ((talking.length * seconds * 1_000) / frameMs)),
    kilobytesPerCall: Math.round(
      (after.heapUsed + after.external - before.heapUsed - before.external) / 1_024 / open.length,
    ),
    coreShare: round((cpu.user + cpu.system) / 1_000 / (seconds * 1_000)),
  };
}

async function begin(line, incoming) {
  incoming.push(JSON.stringify({ event: 'start', start: { streamSid: 'MZ1', callSid: 'CA1' } }));
  line.say('A sentence that has no end. ', { last: false });
  for await (const event of line.events) if (event.kind === 'closed') return;
}

/** A call over raw audio: its services cost nothing, its line talks without an end while it hears. */
function openCall({ createPipeline, wire, runtime, telephoneAudio }) {
  const incoming = wire.createQueue();
  const words = wire.createQueue();
  const due = [];
  const lateMs = [];
  const clearMs = [];
  let [sent, interruptedMs] = [0, undefined];
  const frame = wire.fromSamples(wire.modemSamples('a').subarray(0, 160), telephoneAudio);
  const quiet = Buffer.from(wire.silence(telephoneAudio, 160)).toString('base64');
  const media = `{"event":"media","sequenceNumber":"3","streamSid":"MZ1","media":{"track":"inbound","chunk":"2","timestamp":"40","payload":"${quiet}"}}`;
  let give = () => undefined;
  const nextFrame = () =>
    new Promise(resolve => {
      give = () => resolve(frame);
    });
  const socket = {
    incoming,
    close: () => incoming.end(),
    send(data) {
      const text = String(data);
      if (text.includes('"media"')) sent += 1;
      const mark = /"mark":\{"name":"([^"]+)"/.exec(text)?.[1];
      if (mark) incoming.push(`{"event":"mark","streamSid":"MZ1","mark":{"name":"${mark}"}}`);
      if (!text.includes('"clear"') || interruptedMs === undefined) return;
      clearMs.push(performance.now() - interruptedMs);
      interruptedMs = undefined;
    },
  };
  const speech = {
    formats: [telephoneAudio],
    // As fast as it is heard, no faster: whatever a service says ahead of time would be queued.
    async *speak() {
      for (;;) yield { audio: await nextFrame() };
    },
  };
  const transcription = {
    formats: [telephoneAudio],
    async *listen({ audio }) {
      hear(audio);
      yield* words;
    },
  };
  async function hear(audio) {
    for await (const _ of audio) {
      const one = due.shift();
      if (one && one.atMs >= one.countFromMs) lateMs.push(performance.now() - one.atMs);
    }
  }
  const transport = wire.openMedia(socket, wire.mediaDialects.twilio);
  const line = createPipeline({ runtime, transport, speech, transcription, voice: 'v', language: 'en-US' });
  begin(line, incoming);
  return {
    lateMs,
    clearMs,
    sent: () => sent,
    frame(atMs, countFromMs) {
      due.push({ atMs, countFromMs });
      incoming.push(media);
      give();
    },
    /** The caller says words that take the floor at once. */
    interrupt() {
      interruptedMs = performance.now();
      words.push({ text: 'Wait, stop please.', final: false, endOfTurn: false });
    },
    close: () => {
      words.end();
      line.end();
    },
  };
}

function print({ node, calls, seconds, isPinned, rows }) {
  console.log(
    `Node ${node}; ${calls} two-way calls for ${seconds} s each row${isPinned ? ', the server on one core' : ''}\n`,
  );
  console.log(
    '| sends/s | frame p50 ms | p99 ms | longest ms | clear p50 ms | longest ms | spoken in time | KB a call | CPU of a core |',
  );
  console.log('|---|---|---|---|---|---|---|---|---|');
  for (const row of rows) {
    const { sends, p50Ms, p99Ms, maxMs, clearP50Ms, clearMaxMs, spokenShare, kilobytesPerCall, coreShare } = row;
    const cells = [
      sends,
      p50Ms,
      p99Ms,
      maxMs,
      clearP50Ms,
      clearMaxMs,
      `${Math.round(spokenShare * 100)} %`,
      kilobytesPerCall,
    ];
    console.log(`| ${[...cells, `${Math.round(coreShare * 100)} %`].join(' | ')} |`);
  }
}

function round(value) {
  return Math.round(value * 100) / 100;
}
