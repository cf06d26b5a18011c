// A provider for the measurement of calls, loaded by whichever process handles their frames: ears that note when a frame came,
// a voice that costs nothing, and a carrier that speaks Twilio's wire. When its last call is over it writes down what it saw.
import { writeFileSync } from 'node:fs';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { interrupts, isMeasure, stampOf } from './stamp.mjs';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc');
const frameMs = 20;
const format = { encoding: 'mulaw', sampleRate: 8_000, channels: 1 };
const nowUs = () => Number(process.hrtime.bigint() / 1_000n);
const fresh = () => ({ late: [], decided: [], before: undefined, after: undefined });
let active = 0;
let seen = fresh();

function weigh() {
  collect();
  const { heapUsed, external } = process.memoryUsage();
  return { bytes: heapUsed + external, cpu: process.cpuUsage(), atMs: performance.now() };
}

async function* listen({ audio }, file) {
  if (active === 0) seen = { ...fresh(), before: weigh() };
  active += 1;
  try {
    for await (const frame of audio) {
      const stampUs = stampOf(frame);
      if (stampUs > 0) seen.late.push(nowUs() - stampUs);
      if (isMeasure(frame)) seen.after ??= weigh();
      if (!interrupts(frame)) continue;
      seen.decided.push(nowUs());
      yield { text: 'Wait, stop please.', final: false, endOfTurn: false };
    }
  } finally {
    active -= 1;
    if (active === 0 && seen.after) writeFileSync(`${file}.${process.pid}`, JSON.stringify(seen));
  }
}

// As fast as it is heard, no faster: whatever a service says ahead of time would be queued.
async function* speak({ sound }) {
  const startedMs = performance.now();
  for (let said = 0; ; said++) {
    const waitMs = startedMs + said * frameMs - performance.now();
    if (waitMs > 0) await new Promise(resolve => setTimeout(resolve, waitMs));
    yield { audio: sound };
  }
}

export default {
  contract: 1,
  name: 'voice',
  [Symbol.for('buttdial.provider')]: 1,
  config: { shape: {}, safeParse: data => ({ success: true, data }) },
  create({ wire, file }) {
    const opened = import(wire);
    return {
      speech: {
        formats: [format],
        async *speak() {
          const { fromSamples, modemSamples } = await opened;
          yield* speak({ sound: fromSamples(modemSamples('a').subarray(0, 160), format) });
        },
      },
      transcription: { formats: [format], listen: request => listen(request, file) },
      telephony: {
        async accept(socket) {
          const { acceptSocket, mediaDialects } = await opened;
          return acceptSocket(socket, mediaDialects.twilio);
        },
      },
    };
  },
};
