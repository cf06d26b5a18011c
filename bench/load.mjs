import { fork } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { Agent, request } from 'node:http';
import { fileURLToPath } from 'node:url';

const entry = fileURLToPath(new URL('../apps/server/testing/bench-server.ts', import.meta.url));

/** Starts a server in a process of its own; its log goes to nowhere, written all the same. */
export async function startServer(...args) {
  const child = fork(entry, args, {
    execArgv: [
      '--conditions=@buttdial/source',
      ...(process.env.BENCH_FLAGS ? process.env.BENCH_FLAGS.split(' ') : []),
      ...(process.env.BENCH_PROFILE ? ['--cpu-prof', `--cpu-prof-dir=${process.env.BENCH_PROFILE}`] : []),
    ],
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  child.stderr.pipe(createWriteStream('/dev/null'));
  const [ready] = await once(child, 'message');
  return {
    ...ready,
    async usage() {
      child.send('cpu');
      const [{ cpu, rss }] = await once(child, 'message');
      return { cpuMicros: cpu.user + cpu.system, rss };
    },
    async stop() {
      child.disconnect();
      await once(child, 'exit');
    },
  };
}

/** Keeps `connections` requests under way for `milliseconds`; answers how many were answered and what each cost the server. */
export async function load(server, { path, headers, body, connections = 64, milliseconds = 2000 }) {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const target = new URL(path, server.url);
  let running = true;
  let done = 0;
  const times = [];
  const failures = new Map();
  const before = await server.usage();
  const startedAt = performance.now();
  const caller = async () => {
    while (running) {
      const at = performance.now();
      const { status, text } = await ask({ target, agent, headers, body: typeof body === 'function' ? body() : body });
      times.push(performance.now() - at);
      if (status === 200) done += 1;
      else failures.set(`${status} ${text.slice(0, 200)}`, (failures.get(`${status} ${text.slice(0, 200)}`) ?? 0) + 1);
    }
  };
  const callers = Array.from({ length: connections }, caller);
  setTimeout(() => {
    running = false;
  }, milliseconds);
  await Promise.all(callers);
  const seconds = (performance.now() - startedAt) / 1000;
  const after = await server.usage();
  agent.destroy();
  if (failures.size > 0) throw new Error(`Not every answer was 200: ${JSON.stringify([...failures].slice(0, 3))}`);
  times.sort((a, b) => a - b);
  return {
    perSecond: done / seconds,
    cpuMicros: (after.cpuMicros - before.cpuMicros) / done,
    p50: times[times.length >> 1],
    p99: times[Math.floor(times.length * 0.99)],
    rss: after.rss,
  };
}

function ask({ target, agent, headers, body }) {
  return new Promise((resolve, reject) => {
    const outgoing = request(
      target,
      {
        method: 'POST',
        agent,
        headers: { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body), ...headers },
      },
      response => {
        let text = '';
        response
          .setEncoding('utf8')
          .on('data', chunk => (text += chunk))
          .on('end', () => resolve({ status: response.statusCode, text }));
      },
    );
    outgoing.on('error', reject).end(body);
  });
}

export const median = values => [...values].sort((a, b) => a - b)[values.length >> 1];
