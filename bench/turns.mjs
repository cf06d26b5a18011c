// What the product adds to one turn of a call, where everybody else answers at once: milliseconds from the moment at which
// the caller's words are known to the first word, or the first audio, on the carrier's socket. The model, the voice and the
// ears are the simulated OpenAI in another process, with nothing to think about; "in this process" leaves the network out.
//   node --conditions=@buttdial/source bench/turns.mjs [--turns 200] [--json]      from source
//   node bench/turns.mjs                                                          from the built packages
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { parseArgs } from 'node:util';

const fromSource = process.execArgv.some(flag => flag.includes('@buttdial/source'));
const entry = (name, path = 'index') =>
  import(
    new URL(`../packages/${name}/${fromSource ? 'src' : 'dist'}/${path}.${fromSource ? 'ts' : 'js'}`, import.meta.url)
      .href
  );
const { systemRuntime, telephoneAudio } = await entry('core');
const apiKey = 'sk-bench';
const answer = 'Yes, gladly. ';
const settings = {
  direction: 'inbound',
  language: 'en-US',
  callerIdentity: 'Bench',
  disclose: false,
  voicemail: { policy: 'hang-up' },
  maxDurationMs: 3_600_000,
  ringMs: 30_000,
};

if (process.send) await serve();
else await main();

/** The other process: an OpenAI that answers everything at once. */
async function serve() {
  const { createSandbox } = await entry('sandbox');
  const sandbox = createSandbox({ runtime: systemRuntime(), accounts: [{ name: 'bench', openai: { apiKey } }] });
  sandbox.control.scriptModel('bench', { replies: Array.from({ length: 20_000 }, () => ({ text: answer })) });
  const { url } = await sandbox.listen();
  process.send({ url });
  process.on('disconnect', () => process.exit());
}

async function main() {
  const { values } = parseArgs({ options: { turns: { type: 'string', default: '200' }, json: { type: 'boolean' } } });
  const count = Number(values.turns);
  const peer = fork(import.meta.filename, { execArgv: process.execArgv });
  const [{ url }] = await once(peer, 'message');
  const { createOpenai } = await entry('provider-openai');
  const openai = createOpenai({ apiKey, baseUrl: `${url}/openai/v1` });
  const results = [
    await row('text relay, model in this process', count, () => relayCall(instantModel())),
    await row('raw audio, model, voice and ears in this process', count, () => mediaCall(instantModel())),
    await row('text relay, OpenAI over HTTP: the whole turn', count, () => relayCall(openai.language)),
    await row('   of it the bare request to the same peer', count, () => bareRequest(url)),
    await row('raw audio, OpenAI Realtime over a WebSocket: audio in to audio out', Math.ceil(count / 4), () =>
      realtimeCall(openai),
    ),
  ];
  peer.disconnect();
  if (values.json) console.log(JSON.stringify({ node: process.version, turns: count, results }, null, 2));
  else print(count, results);
}

async function row(name, count, open) {
  const took = [];
  const warm = await open();
  for (let turn = 0; turn < 10; turn++) await warm.turn();
  await warm.close();
  // A conversation grows; nobody measures its two hundredth turn.
  while (took.length < count) {
    const call = await open();
    for (let turn = 0; turn < 20 && took.length < count; turn++) took.push(await call.turn());
    await call.close();
  }
  took.sort((one, other) => one - other);
  const at = share => Math.round(took[Math.min(took.length - 1, Math.floor(share * took.length))] * 100) / 100;
  return { name, p50Ms: at(0.5), p95Ms: at(0.95), p99Ms: at(0.99) };
}

function instantModel() {
  return {
    async *reply() {
      yield { kind: 'text', text: answer };
      yield { kind: 'end', reason: 'stop' };
    },
  };
}

/** Two ends of a socket in this process. */
async function socketPair() {
  const { createQueue } = await entry('voice', 'wire/index');
  const [toUs, toThem] = [createQueue(), createQueue()];
  const close = () => {
    toUs.end();
    toThem.end();
  };
  return {
    ours: { send: toThem.push, close, incoming: toUs },
    theirs: { send: toUs.push, close, incoming: toThem },
  };
}

async function startOn(kind, speaker) {
  const wire = await entry('voice', 'wire/index');
  const { startCall } = await entry('voice');
  const { ours, theirs } = await socketPair();
  const runtime = systemRuntime();
  const line = { hangUp: async () => theirs.close() };
  const session = startCall({ id: 'bench', runtime, settings, speaker: speaker(runtime), line });
  const carrier = (kind === 'text' ? wire.openRelayCarrier : wire.openMediaCarrier)(theirs, wire.mediaDialects.twilio);
  const accepting = wire.acceptSocket(ours, wire.mediaDialects.twilio);
  if (kind === 'text')
    carrier.setup({
      sessionId: 'VX1',
      accountVendorId: 'AC1',
      callVendorId: 'CA1',
      from: '+1',
      to: '+2',
      direction: 'inbound',
      parameters: {},
    });
  else carrier.start({ streamId: 'MZ1', callVendorId: 'CA1', parameters: {} });
  session.attach(await accepting);
  const close = async () => {
    session.hangUp();
    theirs.close();
    await session.ended;
  };
  return { carrier, runtime, close };
}

async function relayCall(model) {
  const { llmBrain, textSpeaker } = await entry('voice');
  const brain = runtime => llmBrain({ runtime, model, instructions: 'Talk.', speaksFirst: false });
  const { carrier, close } = await startOn('text', runtime => textSpeaker(brain(runtime)));
  const events = carrier.events[Symbol.asyncIterator]();
  async function turn() {
    const startMs = performance.now();
    carrier.tell({ kind: 'heard', text: 'Is that possible?', final: true });
    let tookMs;
    for (;;) {
      const { value } = await events.next();
      if (value.kind !== 'command' || value.command.type !== 'text') continue;
      tookMs ??= performance.now() - startMs;
      if (value.command.last) break;
    }
    // It was heard to its end.
    carrier.tell({ kind: 'speaking', who: 'agent', on: true });
    carrier.tell({ kind: 'speaking', who: 'agent', on: false });
    await new Promise(resolve => setImmediate(resolve));
    return tookMs;
  }
  return { turn, close };
}

/** The carrier's end of a raw audio line: echoes marks as soon as they come, and tells of the first audio. */
function playAtOnce(carrier) {
  let tell = () => undefined;
  (async () => {
    for await (const event of carrier.events) {
      if (event.kind === 'mark') carrier.mark(event.name);
      if (event.kind === 'audio') tell(performance.now());
    }
  })();
  return () =>
    new Promise(resolve => {
      tell = resolve;
    });
}

async function mediaCall(model) {
  const { llmBrain, textSpeaker, createPipeline } = await entry('voice');
  const { createQueue, silence } = await entry('voice', 'wire/index');
  const utterances = createQueue();
  const transcription = { formats: [telephoneAudio], listen: () => utterances };
  const frame = silence(telephoneAudio, 160).fill(0x55);
  const speech = {
    formats: [telephoneAudio],
    async *speak({ text }) {
      for await (const _ of text) yield { audio: frame };
    },
  };
  const services = { transcription, speech, voice: 'v', language: 'en-US' };
  const { carrier, close } = await startOn('media', runtime =>
    textSpeaker(llmBrain({ runtime, model, instructions: 'Talk.', speaksFirst: false }), {
      lift: transport => createPipeline({ runtime, transport, ...services }),
    }),
  );
  const nextAudio = playAtOnce(carrier);
  async function turn() {
    const audio = nextAudio();
    const startMs = performance.now();
    utterances.push({ text: 'Is that possible?', final: true, endOfTurn: true });
    const tookMs = (await audio) - startMs;
    // Its 20 ms are over.
    await new Promise(resolve => setTimeout(resolve, 60));
    return tookMs;
  }
  return { turn, close };
}

/** From the last frame that ends the caller's turn for the server, to the first audio of the answer on the line. */
async function realtimeCall({ realtime }) {
  const { realtimeSpeaker } = await entry('voice');
  const wire = await entry('voice', 'wire/index');
  const speech = { formats: [telephoneAudio], speak: () => wire.modemSpeech('', telephoneAudio) };
  const options = { realtime, instructions: 'Talk.', voice: '', speech, speechVoice: '', speaksFirst: false };
  const { carrier, close } = await startOn('media', () => realtimeSpeaker(options));
  const nextAudio = playAtOnce(carrier);
  const spoken = wire.fromSamples(wire.modemSamples('yes'), telephoneAudio);
  const quiet = wire.silence(telephoneAudio, 160);
  const say = bytes => {
    for (let at = 0; at < bytes.length; at += 160) carrier.audio(bytes.subarray(at, at + 160));
  };
  await new Promise(resolve => setTimeout(resolve, 200));
  async function turn() {
    say(spoken);
    for (let frame = 0; frame < 24; frame++) carrier.audio(quiet);
    await new Promise(resolve => setTimeout(resolve, 20));
    const audio = nextAudio();
    const startMs = performance.now();
    carrier.audio(quiet);
    const tookMs = (await audio) - startMs;
    await new Promise(resolve => setTimeout(resolve, 800));
    return tookMs;
  }
  return { turn, close };
}

/** The same question without the product: what the peer and the network take. */
async function bareRequest(url) {
  const body = JSON.stringify({
    model: 'm',
    messages: [
      { role: 'system', content: 'Talk.' },
      { role: 'user', content: 'Is that possible?' },
    ],
    max_completion_tokens: 300,
    stream: true,
  });
  const headers = { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' };
  async function turn() {
    const startMs = performance.now();
    const response = await fetch(`${url}/openai/v1/chat/completions`, { method: 'POST', headers, body });
    let tookMs;
    let seen = '';
    for await (const piece of response.body.pipeThrough(new TextDecoderStream())) {
      seen += piece;
      if (seen.includes('"content":"Yes')) tookMs ??= performance.now() - startMs;
    }
    return tookMs;
  }
  return { turn, close: async () => undefined };
}

function print(count, results) {
  console.log(
    `Node ${process.version}; milliseconds a turn takes with peers that need no time, ${count} turns each (Realtime a quarter of that)\n`,
  );
  console.log('     p50      p95      p99');
  for (const { name, p50Ms, p95Ms, p99Ms } of results)
    console.log(`${[p50Ms, p95Ms, p99Ms].map(value => value.toFixed(2).padStart(8)).join(' ')}  ${name}`);
}
