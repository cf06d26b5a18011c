import type { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Runtime } from '@buttdial/core';
import type { HandedSocket, MediaElsewhere, MediaRecipes } from '@buttdial/switchboard';
import type { RemoteLine } from '@buttdial/voice';
import type { MetricsPage } from '../metrics.ts';
import type { MediaProcess } from './process.ts';
import { recipeOf } from './recipes.ts';

/** A socket of a call that a carrier asked to open. */
export interface AskedSocket {
  readonly callId: string;
  readonly recipes: MediaRecipes;
  readonly request: IncomingMessage;
  readonly connection: Socket;
  readonly head: Buffer;
}

/** The processes that handle the frames of calls over raw audio. None is started before a call needs it. */
export interface MediaProcesses extends MediaElsewhere {
  hand(asked: AskedSocket): HandedSocket;
  /** The ids of those that run. */
  pids(): readonly number[];
  close(): Promise<void>;
}

type Start = (runtime: Runtime) => MediaProcess;

// Starting takes a moment, in which somebody waits on the telephone.
const idleMs = 5 * 60_000;
const mostRemembered = 10_000;

/** @param count how many there are at most; the calls are shared among them. */
export function createMediaProcesses(options: {
  readonly count: number;
  readonly runtime: Runtime;
  readonly metrics: Pick<MetricsPage, 'gauge'>;
}): MediaProcesses {
  const { count, runtime, metrics } = options;
  const slots: (MediaProcess | undefined)[] = Array.from({ length: count }, () => undefined);
  const homes = new Map<string, MediaProcess>();
  const failed = (failure: unknown) =>
    runtime.log.error('media.not-started', { error: failure instanceof Error ? failure.name : 'unknown' });
  const running = () => slots.flatMap(slot => (slot && !slot.isGone() ? [slot] : []));
  const idle = setInterval(retire, idleMs);
  idle.unref();
  let wasUsed = false;
  let sockets = 0;
  let loading: Promise<Start> | undefined;

  // Most servers never need it.
  function loaded(): Promise<Start> {
    loading ??= import('./process.ts').then(module => module.startMediaProcess);
    return loading;
  }

  function alive(at: number, start: Start): MediaProcess {
    const known = slots[at];
    if (known && !known.isGone()) return known;
    const started = start(runtime);
    slots[at] = started;
    runtime.log.info('media.started', { process: started.pid });
    return started;
  }

  /** The one with the fewest calls; what was said in a call before is where it was said. */
  function homeOf(start: Start, callId?: string): MediaProcess {
    wasUsed = true;
    const before = callId === undefined ? undefined : homes.get(callId);
    if (before && !before.isGone()) return before;
    const sizes = slots.map(slot => (slot && !slot.isGone() ? slot.remote.size : 0));
    const home = alive(sizes.indexOf(Math.min(...sizes)), start);
    if (callId !== undefined) homes.set(callId, home);
    const [oldest] = homes.keys();
    if (homes.size > mostRemembered && oldest !== undefined) homes.delete(oldest);
    return home;
  }

  function retire(): void {
    const isIdle = !wasUsed && running().every(one => one.remote.size === 0);
    wasUsed = false;
    if (!isIdle) return;
    homes.clear();
    for (const one of running()) void one.stop();
  }

  function give({ remote, hand }: MediaProcess, line: string, asked: AskedSocket): Promise<RemoteLine> {
    const accepted = remote.line(line);
    const { connection, head, request, recipes } = asked;
    const handing = { line, connection, head: unread(connection, head), headers: handshakeOf(request), recipes };
    hand(handing).catch(failure => {
      runtime.log.warn('media.not-handed-over', { error: failure instanceof Error ? failure.name : 'unknown' });
      connection.destroy();
      remote.drop(line);
    });
    return accepted;
  }

  showMetrics(metrics, running);
  return {
    expect: () => void loaded().then(homeOf).catch(failed),
    recipeOf: provider => recipeOf(provider, runtime),
    hand(asked) {
      sockets += 1;
      const line = `${asked.callId} ${sockets}`;
      const home = loaded().then(start => homeOf(start, asked.callId));
      const drop = () =>
        void home.then(
          ({ remote }) => remote.drop(line),
          () => asked.connection.destroy(),
        );
      return { line: home.then(one => give(one, line, asked)), drop };
    },
    pids: () => running().flatMap(({ pid }) => (pid === undefined ? [] : [pid])),
    async close() {
      clearInterval(idle);
      await Promise.all(running().map(one => one.stop()));
    },
  };
}

function showMetrics(metrics: Pick<MetricsPage, 'gauge'>, running: () => readonly MediaProcess[]): void {
  const sum = (of: (one: MediaProcess) => number) => running().reduce((total, one) => total + of(one), 0);
  metrics.gauge('buttdial_media_processes', 'media processes that run', () => running().length);
  metrics.gauge('buttdial_media_calls', 'calls whose frames pass there', () => sum(one => one.remote.size));
  metrics.gauge('buttdial_media_frames_per_second', 'frames, either way', () =>
    sum(one => one.measured.framesPerSecond),
  );
  metrics.gauge('buttdial_media_delay_p99_seconds', 'how late the event loop is there', () =>
    Math.max(0, ...running().map(one => one.measured.delayP99Ms / 1_000)),
  );
}

/** Whether a connection can leave this process: one that is encrypted here, or is no connection at all, cannot. */
export function canBeHanded(connection: Duplex): connection is Socket {
  return connection.constructor === Socket;
}

// Carriers wait for the answer to their handshake; what came early all the same is here.
function unread(connection: Socket, head: Buffer): Uint8Array {
  connection.pause();
  const more: unknown = connection.read();
  return new Uint8Array(Buffer.isBuffer(more) ? Buffer.concat([head, more]) : head);
}

const wanted = [
  'upgrade',
  'connection',
  'sec-websocket-key',
  'sec-websocket-version',
  'sec-websocket-protocol',
  'sec-websocket-extensions',
];

// What was signed and what opened the door stays here.
function handshakeOf({ headers }: IncomingMessage): Record<string, string> {
  return Object.fromEntries(
    wanted.flatMap(name => (typeof headers[name] === 'string' ? [[name, headers[name]] as const] : [])),
  );
}
