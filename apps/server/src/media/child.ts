import { IncomingMessage } from 'node:http';
import { Socket as Connection } from 'node:net';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { type Log, type LogFields, type Socket, systemRuntime } from '@buttdial/core';
import { createMediaHost, type HostedOpening } from '@buttdial/voice';
import { type FromMedia, type ToMedia, toMedia } from './messages.ts';
import { createPipe, createVoiceChannel, onlyOnce } from './pipe.ts';
import { createServices } from './services.ts';
import { type Asked, createHandshakes } from './websockets.ts';

/*
 * A media process: carriers' sockets are handed to it, and everything that happens per frame of a call over raw audio happens
 * here. It keeps nothing, listens nowhere, and ends with the server that started it.
 */
const measuredEveryMs = 5_000;
const pipe = createPipe(() => process.exit(1));
const send = (message: FromMedia): void => {
  if (process.connected) pipe.send(written => process.send?.(message, undefined, {}, written));
};
const runtime = systemRuntime(createLog());
const channel = createVoiceChannel(pipe, message => send({ kind: 'voice', message }));
const host = createMediaHost({ channel, runtime });
const services = createServices(runtime);
let frames = 0;
const complain = onlyOnce(() => runtime.log.warn('media.malformed-message'));
const handshakes = createHandshakes(() => {
  frames += 1;
});

// Whoever stops the server stops its whole group: it has the calls end first, and then this.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined);
process.on('message', take);
process.on('disconnect', () => {
  handshakes.close();
  process.exit(0);
});
process.on('uncaughtException', failure => {
  process.exitCode = 1;
  runtime.log.error('media.broken', { error: failure.name });
  process.disconnect();
});
measure();
send({ kind: 'ready' });

function createLog(): Log {
  const write = (level: 'debug' | 'info' | 'warn' | 'error') => (event: string, fields?: LogFields) => {
    const known = Object.fromEntries(Object.entries(fields ?? {}).filter(([, value]) => value !== undefined));
    send({ kind: 'log', level, event, fields: known as Record<string, string | number | boolean> });
  };
  return { debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') };
}

function take(given: unknown, connection: unknown): void {
  const read = toMedia.safeParse(given);
  if (!read.success) complain();
  else if (read.data.kind === 'voice') channel.take(read.data.message);
  else host.accept(read.data.line, opened(read.data, connection));
}

/** Opens the socket and waits for its carrier to say which call it is. */
async function opened(
  { headers, head, recipes, line }: Extract<ToMedia, { kind: 'socket' }>,
  connection: unknown,
): Promise<HostedOpening> {
  if (!(connection instanceof Connection)) throw new TypeError('The connection was gone before it came here.');
  connection.on('error', () => connection.destroy());
  const ended = () => services.release(line);
  try {
    const { telephony, able } = await services.use(line, recipes);
    const request = Object.assign(new IncomingMessage(connection), { method: 'GET', url: '/', headers });
    const socket = await shaken({ request, connection, head: Buffer.from(head) });
    return { line: await telephony.accept(socket), services: able, ended };
  } catch (failure) {
    connection.destroy();
    ended();
    throw failure;
  }
}

function shaken(asked: Asked): Promise<Socket> {
  return new Promise((resolve, reject) => {
    asked.connection.once('close', () => reject(new TypeError('The connection ended in its handshake.')));
    handshakes.open(asked, resolve);
  });
}

function measure(): void {
  const delay = monitorEventLoopDelay({ resolution: 5 });
  delay.enable();
  setInterval(() => {
    // The resolution is part of what is measured.
    const delayP99Ms = Math.max(0, delay.percentile(99) / 1e6 - 5);
    send({ kind: 'measured', frames, overMs: measuredEveryMs, delayP99Ms });
    frames = 0;
    delay.reset();
  }, measuredEveryMs).unref();
}
