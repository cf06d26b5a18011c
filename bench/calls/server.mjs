// The server under load, in a process of its own, with a door for the sockets of calls: their frames are handled here, or in
// the media process of this server, by the very code of a call.
import { createServer } from 'node:http';
import { createMediaProcesses } from '../../apps/server/src/media/processes.ts';
import { createHandshakes } from '../../apps/server/src/media/websockets.ts';
import { systemRuntime } from '../../packages/core/src/index.ts';
import { createPipeline } from '../../packages/voice/src/index.ts';
import voice from './voice.mjs';

const { wire, file, processes } = JSON.parse(process.env.BENCH_CALLS ?? '{}');
const recipe = { name: '@bench/voice', settings: { wire, file } };
const runtime = systemRuntime();
const media = processes > 0 && createMediaProcesses({ count: processes, runtime, metrics: { gauge: () => undefined } });
const here = voice.create(recipe.settings);
const handshakes = createHandshakes();
const how = { voice: 'v', language: 'en-US' };
let calls = 0;

async function talk(line) {
  line.say('A sentence that has no end. ', { last: false });
  for await (const event of line.events) if (event.kind === 'closed') return;
}

function take(asked) {
  if (!media) {
    return handshakes.open(asked, async socket => {
      const { transport } = await here.telephony.accept(socket);
      const { speech, transcription } = here;
      await talk(createPipeline({ runtime, transport, speech, transcription, ...how }));
    });
  }
  const recipes = { carrier: recipe, speech: recipe, transcription: recipe };
  const { line } = media.hand({ callId: `call-${++calls}`, recipes, ...asked });
  line.then(remote => talk(remote.lift(how)));
}

const server = createServer();
server.on('upgrade', (request, connection, head) => take({ request, connection, head }));
server.listen(0, '127.0.0.1', () => process.send({ door: `ws://127.0.0.1:${server.address().port}/` }));
process.on('message', question => question === 'media' && process.send({ pids: media ? media.pids() : [] }));
if (media) media.expect();
await import('../../apps/server/testing/bench-server.ts');
