// What the voice engine costs: microseconds for each 20 ms frame, and so the two-way calls one core could carry. Every step
// is measured in the same run as a pass-through (JSON in, base64, JSON out), because machines differ more than code does.
//   node --conditions=@buttdial/source bench/voice.mjs [--seconds 1] [--json]      from source
//   node bench/voice.mjs                                                          from the built packages
import { parseArgs } from 'node:util';

const fromSource = process.execArgv.some(flag => flag.includes('@buttdial/source'));
const entry = (name, path = 'index') =>
  import(
    new URL(`../packages/${name}/${fromSource ? 'src' : 'dist'}/${path}.${fromSource ? 'ts' : 'js'}`, import.meta.url)
      .href
  );
const wire = await entry('voice', 'wire/index');
const { createPipeline, createLedger } = await entry('voice');
const { systemRuntime } = await entry('core');

const { values } = parseArgs({ options: { seconds: { type: 'string', default: '1' }, json: { type: 'boolean' } } });
const budgetMs = Number(values.seconds) * 1000;
const telephone = { encoding: 'mulaw', sampleRate: 8000, channels: 1 };
const wideband = { encoding: 'pcm16', sampleRate: 24_000, channels: 1 };
const frame = wire.fromSamples(wire.modemSamples('a').subarray(0, 160), telephone);
const quiet = wire.silence(telephone, 160);
const payload = Buffer.from(frame).toString('base64');
const inbound = JSON.stringify({
  event: 'media',
  sequenceNumber: '3',
  streamSid: 'MZ00000000000000000000000000000000',
  media: { track: 'inbound', chunk: '2', timestamp: '40', payload },
});

const measured = steps();
const baseline = await measure(measured['pass-through (JSON, base64, JSON)']);
const call = wholeCall();
await proveThatItTalks(call);
measured['a whole call, both ways (wire, detection, ears, floor, mouth, pacing, wire)'] = call.step;
const results = [];
for (const [name, step] of Object.entries(measured)) {
  const micros = await measure(step);
  results.push({ name, micros: round(micros), ratio: round(micros / baseline) });
}
const duplex = results.find(one => one.name.startsWith('a whole call'));
const callsPerCore = Math.floor(20_000 / duplex.micros);
const report = { node: process.version, framesPerSecond: Math.round(1e6 / duplex.micros), callsPerCore, results };
if (values.json) console.log(JSON.stringify(report, null, 2));
else print(report);

function steps() {
  const dialect = wire.mediaDialects.twilio;
  const envelope = { streamId: 'MZ1', callVendorId: 'CA1', format: telephone, sequence: 1, chunk: 1, atMs: 0 };
  const up = wire.createConverter(telephone, wideband);
  const down = wire.createConverter(wideband, telephone);
  const wide = up(frame);
  const isVoice = wire.createVoiceDetector();
  const detectDigit = wire.createDigitDetector();
  const detectBeep = wire.createBeepDetector();
  const samples = wire.toSamples(frame, telephone);
  const ledger = createLedger();
  let atMs = 0;
  return {
    'pass-through (JSON, base64, JSON)': () => {
      const audio = Buffer.from(JSON.parse(inbound).media.payload, 'base64');
      return `{"event":"media","streamSid":"MZ1","media":{"payload":"${audio.toString('base64')}"}}`;
    },
    'wire in': () => dialect.readReport(inbound),
    'wire out': () => dialect.writeCommand({ kind: 'audio', audio: frame }, envelope),
    'µ-law to linear': () => wire.toSamples(frame, telephone),
    'linear to µ-law': () => wire.fromSamples(samples, telephone),
    'voice detection': () => isVoice(samples, 20),
    'resampling 8 to 24 kHz': () => up(frame),
    'resampling 24 to 8 kHz': () => down(wide),
    'digit detection': () => detectDigit(samples),
    'beep detection (first minute)': () => detectBeep(samples),
    'ledger: sent, mark, heard': () => {
      atMs += 20;
      const mark = ledger.sent('u', 20, atMs);
      if (mark) ledger.acknowledged(mark, atMs);
      return ledger.heard('u', atMs);
    },
  };
}

/** A pipeline that hears a frame and says one, each time; its services cost nothing. */
function wholeCall() {
  const incoming = wire.createQueue();
  let sent = 0;
  let heard = 0;
  const socket = { incoming, close: () => incoming.end(), send: () => void sent++ };
  const transport = wire.openMedia(socket, wire.mediaDialects.twilio);
  // A clock of its own, which moves as fast as frames come: a call's worth of pacing with nothing to wait for.
  let nowMs = 0;
  let sleepers = [];
  const sleep = (ms, signal) =>
    new Promise((resolve, reject) => {
      sleepers.push({ untilMs: nowMs + ms, resolve });
      signal?.addEventListener('abort', () => reject(signal.reason), { once: true });
    });
  const runtime = { ...systemRuntime(), now: () => new Date(nowMs), sleep };
  const speech = {
    formats: [telephone],
    async *speak() {
      for (;;) yield { audio: await nextFrame() };
    },
  };
  const transcription = {
    formats: [telephone],
    async *listen({ audio }) {
      for await (const bytes of audio) {
        heard += 1;
        if (bytes.length === 0) yield { text: '', final: false, endOfTurn: false };
      }
    },
  };
  let give = () => undefined;
  const nextFrame = () =>
    new Promise(resolve => {
      give = resolve;
    });
  const line = createPipeline({
    runtime,
    transport,
    speech,
    transcription,
    voice: 'v',
    language: 'en-US',
    leadMs: 120,
  });
  (async () => {
    for await (const event of line.events) if (event.kind === 'closed') return;
  })();
  incoming.push(JSON.stringify({ event: 'start', start: { streamSid: 'MZ1', callSid: 'CA1' } }));
  line.say('A sentence that has no end. ', { last: false });
  const quietFrame = inbound.replace(payload, Buffer.from(quiet).toString('base64'));
  const step = async () => {
    nowMs += 20;
    const due = sleepers.filter(one => one.untilMs <= nowMs);
    sleepers = sleepers.filter(one => one.untilMs > nowMs);
    for (const sleeper of due) sleeper.resolve();
    incoming.push(quietFrame);
    give(frame);
    for (let turn = 0; turn < 16; turn++) await undefined;
  };
  return { step, sent: () => sent, heard: () => heard };
}

/** A measurement of nothing would be a fine number: every frame that came must have been heard, and one said for it. */
async function proveThatItTalks(call) {
  for (let count = 0; count < 100; count++) await call.step();
  const [sent, heard] = [call.sent(), call.heard()];
  for (let count = 0; count < 1000; count++) await call.step();
  if (call.sent() - sent < 1000 || call.heard() - heard < 1000)
    throw new Error('The call under measurement does not talk.');
}

/** Microseconds for one step: the best of several rounds, because noise only adds. */
async function measure(step) {
  const rounds = 5;
  let best = Number.POSITIVE_INFINITY;
  for (let round = 0; round < rounds; round++) {
    const untilMs = performance.now() + budgetMs / rounds;
    const startMs = performance.now();
    let count = 0;
    while (performance.now() < untilMs) {
      for (let batch = 0; batch < 200; batch++) {
        const result = step();
        if (result instanceof Promise) await result;
      }
      count += 200;
    }
    best = Math.min(best, ((performance.now() - startMs) * 1000) / count);
  }
  return best;
}

function print({ node, framesPerSecond, callsPerCore, results }) {
  console.log(`Node ${node}; microseconds for 20 ms of audio, and times the pass-through of this run\n`);
  for (const { name, micros, ratio } of results)
    console.log(`${micros.toFixed(2).padStart(8)} µs ${ratio.toFixed(1).padStart(6)}x  ${name}`);
  console.log(
    `\n${framesPerSecond.toLocaleString('en')} frame pairs a second; one core, doing nothing else, has room for ${callsPerCore} two-way calls.`,
  );
  console.log('An estimate from the cost of frames: kernel, TLS and bursts of timers come on top.');
}

function round(value) {
  return Math.round(value * 100) / 100;
}
