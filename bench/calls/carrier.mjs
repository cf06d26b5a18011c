// The far ends of calls over raw audio: a frame every 20 ms from each, marks echoed at once, each caller interrupting once.
import { createRequire } from 'node:module';
import { stamped } from './stamp.mjs';

const { WebSocket } = createRequire(new URL('../../apps/server/package.json', import.meta.url))('ws');
const frameMs = 20;
const nowUs = () => Number(process.hrtime.bigint() / 1_000n);

/** Opens calls at a door. */
export async function openCalls(door, count) {
  const calls = [await openCall(door)];
  while (calls.length < count) calls.push(await openCall(door));
  return calls;
}

function openCall(door) {
  const socket = new WebSocket(door, { perMessageDeflate: false });
  const call = { heard: 0, clearedUs: undefined, send, isInterrupted: false, close: () => socket.close() };
  function send(stampUs, flag) {
    const payload = Buffer.from(stamped(stampUs, flag)).toString('base64');
    socket.send(
      `{"event":"media","sequenceNumber":"3","streamSid":"MZ1","media":{"track":"inbound","chunk":"2","timestamp":"40","payload":"${payload}"}}`,
    );
  }
  socket.on('message', data => {
    const text = data.toString();
    if (text.startsWith('{"event":"media"')) call.heard += 1;
    else if (text.includes('"clear"')) call.clearedUs ??= nowUs();
    else if (text.includes('"mark"')) socket.send(text);
  });
  return new Promise((resolve, reject) => {
    socket.on('error', reject);
    socket.on('open', () => {
      socket.send('{"event":"connected","protocol":"Call","version":"1.0.0"}');
      socket.send('{"event":"start","start":{"streamSid":"MZ1","callSid":"CA1"},"streamSid":"MZ1"}');
      resolve(call);
    });
  });
}

/** Lets them all talk for so long. The first two seconds warm up. */
export async function talkIn(calls, seconds) {
  const startedMs = performance.now() + 50;
  const endMs = startedMs + (seconds + 2) * 1_000;
  const countFromMs = startedMs + 2_000;
  const lateMs = [];
  let [frame, interrupted, nextInterruptionMs] = [0, 0, countFromMs];
  for (;;) {
    const nowMs = performance.now();
    if (nowMs >= endMs) break;
    // Calls begin at different moments: every millisecond brings the frames of some.
    for (; startedMs + (frame * frameMs) / calls.length <= nowMs; frame++) {
      const dueMs = startedMs + (frame * frameMs) / calls.length;
      const counts = dueMs >= countFromMs;
      if (counts) lateMs.push(performance.now() - dueMs);
      calls[frame % calls.length].send(counts ? nowUs() : 0);
    }
    if (nowMs >= nextInterruptionMs && interrupted < calls.length) {
      // Each caller once, the last ones first.
      const call = calls.at(-1 - interrupted++);
      call.isInterrupted = true;
      call.send(0, 'interrupt');
      nextInterruptionMs += 200;
    }
    await new Promise(resolve => setTimeout(resolve, 1));
  }
  const talking = calls.filter(call => !call.isInterrupted);
  const spoken = talking.reduce((sum, call) => sum + call.heard, 0);
  for (const call of calls) call.send(0, 'measure');
  await new Promise(resolve => setTimeout(resolve, 500));
  for (const call of calls) call.close();
  return {
    lateMs,
    spokenShare: spoken / ((talking.length * (seconds + 2) * 1_000) / frameMs),
    clearedUs: calls.flatMap(call => call.clearedUs ?? []).sort((one, other) => one - other),
  };
}
