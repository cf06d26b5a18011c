import type { AcceptedLine, MediaTransport, Socket, TextTransport } from '@buttdial/core';
import { describe, expect, it } from 'vitest';

type Frame = string | Uint8Array;

/** What a carrier's socket says, and how it is taken. */
interface LineSubject {
  accept(socket: Socket): Promise<AcceptedLine>;
  /** The carrier's first frames: whose call it is. */
  readonly opening: readonly [Frame, ...Frame[]];
  /** Left out where the carrier's wire does not say. */
  readonly callVendorId?: string;
  readonly parameters: Readonly<Record<string, string>>;
}

/** A text relay and what is needed to try it. */
export interface TalkSubject extends LineSubject {
  /** A whole sentence of the caller, as the carrier writes it. */
  readonly prompt: { readonly frame: Frame; readonly text: string };
  /** What the frame of ours says: text to speak, or the end of the session. */
  read(frame: Frame): { readonly kind: 'text'; readonly text: string } | { readonly kind: 'end' | 'other' };
}

/** A media wire and what is needed to try it. */
export interface MediaSubject extends LineSubject {
  /** 20 ms of the caller, as the carrier writes them. */
  readonly audio: { readonly frame: Frame; readonly bytes: Uint8Array };
  /** A mark that comes back. */
  readonly mark: { readonly frame: Frame; readonly name: string };
  /** What the frame of ours says. */
  read(
    frame: Frame,
  ): { readonly kind: 'audio'; readonly bytes: Uint8Array } | { readonly kind: 'mark' | 'clear' | 'other' };
}

/** The laws of a text relay. */
export function testTalk(subject: TalkSubject): void {
  const open = async () => {
    const carrier = fakeCarrier(subject.opening);
    const line = await subject.accept(carrier.socket);
    if (line.kind !== 'text') throw new Error('The line is no text relay.');
    return { carrier, line, transport: line.transport };
  };
  const said = (frames: readonly Frame[]) =>
    frames.map(subject.read).flatMap(one => (one.kind === 'text' ? [one.text] : []));
  describe('a text relay', () => {
    lawsOfLines<TextTransport>(subject, open);
    it('brings what the caller says, past frames that nobody knows', async () => {
      const { carrier, transport } = await open();
      carrier.send('{"type":"levitation","height":3}', '}{', subject.prompt.frame);
      carrier.end();
      expect(await all(transport.events)).toContainEqual(
        expect.objectContaining({ kind: 'heard', text: subject.prompt.text, final: true }),
      );
    });
    it('speaks what it is told, hostile text included, in order', async () => {
      const { carrier, transport } = await open();
      const texts = ['Hello ', '"}{"type":"end"}', ' é ✓'];
      for (const text of texts) transport.say(text, { last: false });
      expect(said(carrier.written)).toEqual(texts);
    });
    it('ends the session once, and says nothing afterwards', async () => {
      const { carrier, transport } = await open();
      transport.end();
      transport.say('Too late.', { last: true });
      transport.end();
      expect(carrier.written.map(subject.read)).toEqual([{ kind: 'end' }]);
    });
    it('says nothing into a socket that is lost', async () => {
      const { carrier, transport } = await open();
      carrier.end();
      await all(transport.events);
      transport.say('Anybody?', { last: true });
      expect(said(carrier.written)).toEqual([]);
    });
  });
}

/** The laws of a media wire. */
export function testMedia(subject: MediaSubject): void {
  const open = async () => {
    const carrier = fakeCarrier(subject.opening);
    const line = await subject.accept(carrier.socket);
    if (line.kind !== 'media') throw new Error('The line is no media wire.');
    return { carrier, line, transport: line.transport };
  };
  /** Opens it and waits for its start: before that nothing can be written. */
  const begin = async () => {
    const opened = await open();
    const events = opened.transport.events[Symbol.asyncIterator]();
    expect((await events.next()).value).toMatchObject({ kind: 'start', callVendorId: subject.callVendorId ?? '' });
    return { ...opened, events };
  };
  // One frame of the widest wire, several of the others: all of them carry it whole.
  const audio = new Uint8Array(640).map((_, index) => index);
  describe('a media wire', () => {
    lawsOfLines<MediaTransport>(subject, open);
    it('brings the caller’s audio and marks, past frames that nobody knows', async () => {
      const { carrier, transport } = await open();
      carrier.send('{"event":"levitation","height":3}', '}{', subject.audio.frame, subject.mark.frame);
      carrier.end();
      const events = await all(transport.events);
      const [heard] = events.filter(event => event.kind === 'audio');
      expect([...(heard?.audio ?? [])]).toEqual([...subject.audio.bytes]);
      expect(events).toContainEqual({ kind: 'mark', name: subject.mark.name });
    });
    it('carries audio byte by byte', async () => {
      const { carrier, transport } = await begin();
      transport.send(audio);
      const sent = carrier.written.map(subject.read).flatMap(one => (one.kind === 'audio' ? [...one.bytes] : []));
      expect(sent).toEqual([...audio]);
    });
    it('clears at once, with one frame, after what was sent', async () => {
      const { carrier, transport } = await begin();
      transport.send(audio);
      transport.mark('one');
      transport.clear();
      expect(carrier.written.map(frame => subject.read(frame).kind)).toEqual(['audio', 'mark', 'clear']);
    });
    it('hangs up by closing its socket, and writes nothing afterwards', async () => {
      const { carrier, transport } = await begin();
      transport.close();
      transport.send(audio);
      transport.clear();
      expect(carrier.closed()).toBe(true);
      expect(carrier.written).toEqual([]);
    });
    it('writes nothing into a socket that is lost', async () => {
      const { carrier, transport, events } = await begin();
      carrier.end();
      expect((await events.next()).value).toEqual({ kind: 'closed' });
      transport.send(audio);
      expect(carrier.written).toEqual([]);
    });
  });
}

interface Opened<Transport> {
  readonly carrier: ReturnType<typeof fakeCarrier>;
  readonly line: AcceptedLine;
  readonly transport: Transport;
}

function lawsOfLines<Transport extends TextTransport | MediaTransport>(
  subject: LineSubject,
  open: () => Promise<Opened<Transport>>,
): void {
  const closings = async (transport: Transport) => {
    const events = await all<{ readonly kind: string }>(transport.events);
    return [events.filter(event => event.kind === 'closed').length, events.at(-1)?.kind];
  };
  it('says whose call it is', async () => {
    const { callVendorId, parameters } = subject;
    const { line } = await open();
    expect([line.callVendorId, line.parameters]).toEqual([callVendorId, parameters]);
  });
  it('ends exactly once when the socket is lost', async () => {
    const { carrier, transport } = await open();
    carrier.end();
    expect(await closings(transport)).toEqual([1, 'closed']);
  });
  it('ends exactly once when the socket breaks', async () => {
    const { carrier, transport } = await open();
    carrier.fail();
    expect(await closings(transport)).toEqual([1, 'closed']);
  });
  it('does not begin on a socket that ends first', async () => {
    const carrier = fakeCarrier([]);
    carrier.end();
    await expect(subject.accept(carrier.socket)).rejects.toMatchObject({ code: 'unavailable' });
  });
}

/** The carrier's end of a socket, in this process. */
function fakeCarrier(opening: readonly Frame[]) {
  const written: Frame[] = [];
  let closed = false;
  let controller: ReadableStreamDefaultController<Frame> | undefined;
  const incoming = new ReadableStream<Frame>({
    start(given) {
      controller = given;
      for (const frame of opening) given.enqueue(frame);
    },
  });
  const close = () => {
    closed = true;
  };
  const socket: Socket = { send: frame => void written.push(frame), close, incoming };
  return {
    socket,
    written,
    closed: () => closed,
    send: (...frames: readonly Frame[]) => {
      for (const frame of frames) controller?.enqueue(frame);
    },
    end: () => controller?.close(),
    fail: () => controller?.error(new Error('ECONNRESET')),
  };
}

async function all<T>(events: AsyncIterable<T>): Promise<readonly T[]> {
  const list: T[] = [];
  for await (const event of events) list.push(event);
  return list;
}
