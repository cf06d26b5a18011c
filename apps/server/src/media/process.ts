import { type ChildProcess, fork } from 'node:child_process';
import type { Socket } from 'node:net';
import { dirname, join } from 'node:path';
import type { Runtime } from '@buttdial/core';
import type { MediaRecipes } from '@buttdial/switchboard';
import { createRemoteMedia, type RemoteMedia } from '@buttdial/voice';
import { type FromMedia, fromMedia, type ToMedia } from './messages.ts';
import { createPipe, createVoiceChannel, onlyOnce } from './pipe.ts';

/** A connection to be handed over. */
export interface Handing {
  readonly line: string;
  readonly connection: Socket;
  readonly head: Uint8Array;
  readonly headers: Readonly<Record<string, string>>;
  readonly recipes: MediaRecipes;
}

/** One media process. */
export interface MediaProcess {
  readonly pid: number | undefined;
  readonly remote: RemoteMedia;
  /** @throws when it is gone before it took the connection. */
  hand(handing: Handing): Promise<void>;
  /** What it measured last. */
  readonly measured: { readonly framesPerSecond: number; readonly delayP99Ms: number };
  isGone(): boolean;
  /** Closes what is open there, and resolves when it has ended. */
  stop(): Promise<void>;
}

// What reaches the outside world by way of the environment; nothing else of ours is any of its business.
const passedOn =
  /^(PATH|HOME|TZ|LANG|LC_.*|TMPDIR|SYSTEMROOT|NODE_EXTRA_CA_CERTS|NODE_USE_ENV_PROXY|SSL_CERT_.*|(https?|no|all)_proxy)$/i;
const stopsWithinMs = 2_000;
// It measures itself every five seconds.
const longestSilenceMs = 40_000;

/** Starts a process and does not wait for it. */
export function startMediaProcess(runtime: Runtime): MediaProcess {
  const child = forked();
  const { log } = runtime;
  const { promise: ready, resolve: isReady } = Promise.withResolvers<void>();
  const { promise: ended, resolve: end } = Promise.withResolvers<void>();
  const pipe = createPipe(giveUp);
  const channel = createVoiceChannel(pipe, message => send({ kind: 'voice', message }));
  const remote = createRemoteMedia({ channel, runtime });
  let measured = { framesPerSecond: 0, delayP99Ms: 0 };
  const watch = setInterval(() => performance.now() - heardAtMs > longestSilenceMs && giveUp(), longestSilenceMs / 4);
  watch.unref();
  let heardAtMs = performance.now();
  const complain = onlyOnce(() => log.warn('media.malformed-message'));
  let isStopping = false;
  let isGone = false;

  // Its calls come back from their carriers.
  function giveUp(): void {
    log.error('media.unresponsive');
    child.kill('SIGKILL');
  }

  function send(message: ToMedia): void {
    // What is sent to one that has just died is lost with it.
    if (child.connected) pipe.send(written => child.send(message, written));
  }

  function give(message: ToMedia, connection: Socket): void {
    // A server that knows of sockets it gave away waits for news of each before it closes, also from the dead.
    Reflect.set(connection, 'server', null);
    pipe.send(written =>
      child.send(message, connection, error => {
        connection.destroy();
        written(error);
      }),
    );
  }

  function take(given: unknown) {
    heardAtMs = performance.now();
    const read = fromMedia.safeParse(given);
    if (!read.success) return complain();
    const message: FromMedia = read.data;
    switch (message.kind) {
      case 'ready':
        return isReady();
      case 'voice':
        return channel.take(message.message);
      case 'log':
        return log[message.level](message.event, message.fields);
      case 'measured': {
        const { frames, overMs, delayP99Ms } = message;
        measured = { framesPerSecond: (frames * 1_000) / Math.max(1, overMs), delayP99Ms };
      }
    }
  }

  function leave(code: number | null, signal: NodeJS.Signals | null): void {
    if (isGone) return;
    isGone = true;
    clearInterval(watch);
    if (!isStopping) log.error('media.ended', { code: code ?? undefined, signal: signal ?? undefined });
    channel.end();
    isReady();
    end();
  }

  child.on('message', take);
  child.on('exit', leave);
  child.on('error', failure => {
    log.error('media.failed', { error: failure.name });
    if (child.pid === undefined) leave(null, null);
  });
  return {
    pid: child.pid,
    remote,
    async hand({ line, connection, head, headers, recipes }) {
      await ready;
      if (!child.connected || connection.destroyed) throw new TypeError('The connection could not be handed over.');
      give({ kind: 'socket', line, head, headers, recipes }, connection);
    },
    get measured() {
      return measured;
    },
    isGone: () => isGone || isStopping,
    async stop() {
      isStopping = true;
      if (child.connected) child.disconnect();
      const late = setTimeout(() => child.kill('SIGKILL'), stopsWithinMs);
      await ended;
      clearTimeout(late);
    },
  };
}

/** From source as from the bundle: whatever runs this runs that. */
function forked(): ChildProcess {
  const isSource = import.meta.filename.endsWith('.ts');
  const entry = join(dirname(import.meta.filename), isSource ? 'child.ts' : 'media.js');
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => passedOn.test(name)));
  return fork(entry, [], {
    env,
    execArgv: isSource ? ['--conditions=@buttdial/source', '--disable-warning=ExperimentalWarning'] : [],
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
}
