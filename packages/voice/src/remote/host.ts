import type { AcceptedLine, Runtime } from '@buttdial/core';
import { type MessageChannel, takeMessages } from './channel.ts';
import { type HostedLine, hostLine, type MediaServices } from './hosted-line.ts';
import { type HostedTalk, hostTalk } from './hosted-talk.ts';
import { type MediaNews, type MediaOrder, mediaOrder } from './messages.ts';

/** A carrier's line that is open, and what is there to hear and speak with on it. */
export interface HostedOpening {
  readonly line: AcceptedLine;
  readonly services: MediaServices;
  /** Told when it is over. */
  ended?(): void;
}

/** The far end: whoever holds the carriers' sockets. */
export interface MediaHost {
  /** A socket was handed over. What ends before the carrier has said which call it is, is told. */
  accept(id: string, accepting: Promise<HostedOpening>): void;
  /** How many lines are there. */
  readonly size: number;
  /** Resolves when the near end is gone; every line is closed then. */
  readonly gone: Promise<void>;
}

/** Makes the far end: everything that happens per frame happens here. */
export function createMediaHost(options: { readonly channel: MessageChannel; readonly runtime: Runtime }): MediaHost {
  const { channel, runtime } = options;
  const lines = new Map<string, HostedLine>();
  const talks = new Map<string, HostedTalk>();
  // A line that is given up while its carrier still says which call it is.
  const opening = new Set<string>();
  let isBehind = false;

  /** Whoever does not listen for a while gets what counts, and less of the rest. */
  function send(news: MediaNews): void {
    const wasBehind = isBehind;
    isBehind = channel.waiting() > mostWaiting;
    if (isBehind && !wasBehind) runtime.log.warn('media.behind');
    if (!isBehind || !canBeSpared(news)) channel.send(news);
  }

  function take(order: MediaOrder) {
    switch (order.kind) {
      case 'attach':
        return attach(order);
      case 'act':
        return act(order);
      case 'end':
        opening.delete(order.line);
        return lines.get(order.line)?.take(order);
      default:
        return lines.get(order.line)?.take(order);
    }
  }

  function attach({ talk: id, line: lineId, setup }: Extract<MediaOrder, { kind: 'attach' }>): void {
    const line = lines.get(lineId);
    const talk = talks.get(id) ?? (line && hostTalk({ id, setup, runtime, send, services: line.services }));
    if (!line || !talk) {
      line?.close();
      send({ kind: 'report', talk: id, event: { kind: 'line-lost' } });
      return;
    }
    talks.set(id, talk);
    line.give(setup.isRecorded, media => talk.attach({ kind: 'media', transport: media }));
  }

  function act({ talk, act: doing }: Extract<MediaOrder, { kind: 'act' }>): void {
    talks.get(talk)?.act(doing);
    if (doing.kind === 'end') talks.delete(talk);
  }

  async function accept(id: string, accepting: Promise<HostedOpening>): Promise<void> {
    opening.add(id);
    const accepted = await accepting.catch(failure => {
      runtime.log.info('media.not-accepted', { error: failure instanceof Error ? failure.name : 'unknown' });
    });
    const isWanted = opening.delete(id);
    if (accepted?.line.kind !== 'media' || !isWanted) {
      closeLine(accepted?.line);
      accepted?.ended?.();
      return send({ kind: 'closed', line: id });
    }
    open(id, accepted.line, accepted);
  }

  function open(id: string, accepted: MediaLine, { services, ended: over }: Omit<HostedOpening, 'line'>): void {
    const { transport, callVendorId, parameters } = accepted;
    const ended = () => {
      lines.delete(id);
      over?.();
      send({ kind: 'closed', line: id });
    };
    lines.set(id, hostLine({ id, transport, services, runtime, send, ended }));
    const { encoding, sampleRate, channels } = transport.format;
    const known = { ...(callVendorId !== undefined && { callVendorId }), ...(parameters && { parameters }) };
    send({ kind: 'accepted', line: id, format: { encoding, sampleRate, channels }, ...known });
  }

  const gone = takeMessages({ channel, log: runtime.log }, mediaOrder, take).finally(() => {
    for (const talk of talks.values()) talk.act({ kind: 'end' });
    for (const line of lines.values()) line.close();
  });
  return {
    accept: (id, accepting) => void accept(id, accepting),
    get size() {
      return lines.size;
    },
    gone,
  };
}

const mostWaiting = 2_000;

function canBeSpared(news: MediaNews): boolean {
  if (news.kind === 'recorded') return true;
  return news.kind === 'event' && news.event.kind === 'heard' && !news.event.final;
}

type MediaLine = Extract<AcceptedLine, { kind: 'media' }>;

function closeLine(line: AcceptedLine | undefined): void {
  if (line?.kind === 'media') line.transport.close();
  else line?.transport.end();
}
