import { ButtdialError, type Runtime } from '@buttdial/core';
import type { BrainPart } from '../brains/brain.ts';
import type { RemoteLine, RemoteTalk, RemoteTalkListener } from '../session/remote-line.ts';
import { type MessageChannel, takeMessages } from './channel.ts';
import { createLineEnd, type LineEnd } from './line-end.ts';
import { type MediaNews, type MediaOrder, mediaNews, type TalkAct } from './messages.ts';

/** The audio of calls that another process handles. */
export interface RemoteMedia {
  /**
   * A line whose socket was handed over, or is about to be.
   * @throws ButtdialError `unavailable` when it ends before the carrier has said which call it is.
   */
  line(id: string): Promise<RemoteLine>;
  /** Gives a line up, whatever has become of it. */
  drop(id: string): void;
  /** How many lines are there. */
  readonly size: number;
  /** Resolves when the other end is gone. Every line and talk there has been told by then. */
  readonly gone: Promise<void>;
}

interface Waiting {
  readonly end: LineEnd;
  accepted(line: RemoteLine): void;
  lost(): void;
}

/** Makes the near end: orders go out by the channel, news come back. */
export function createRemoteMedia(options: {
  readonly channel: MessageChannel;
  readonly runtime: Runtime;
}): RemoteMedia {
  const { channel, runtime } = options;
  const lines = new Map<string, Waiting>();
  const talks = new Map<string, RemoteTalkListener>();
  let isGone = false;
  const send = (order: MediaOrder) => channel.send(order);

  function take(news: MediaNews) {
    switch (news.kind) {
      case 'accepted':
        return lines.get(news.line)?.accepted(faceOf(news));
      case 'event':
      case 'recorded':
        return lines.get(news.line)?.end.take(news);
      case 'closed':
        return close(news.line);
      case 'report':
        return talks.get(news.talk)?.report(news.event);
      case 'transcribe':
        return talks.get(news.talk)?.transcribe(news.said);
      case 'note':
        return talks.get(news.talk)?.note(news.text);
      case 'press':
        return talks.get(news.talk)?.press(news.digits);
      case 'consent':
        return talks.get(news.talk)?.consented(news.isYes);
      case 'used':
        return talks.get(news.talk)?.used(news.usage);
    }
  }

  function close(id: string): void {
    const line = lines.get(id);
    lines.delete(id);
    line?.end.close();
    line?.lost();
  }

  function leave(): void {
    isGone = true;
    for (const id of [...lines.keys()]) close(id);
    for (const talk of talks.values()) talk.gone();
    talks.clear();
  }

  function faceOf({
    line: id,
    format,
    callVendorId,
    parameters,
  }: Extract<MediaNews, { kind: 'accepted' }>): RemoteLine {
    const { end } = lines.get(id)!;
    return {
      kind: 'remote',
      format,
      ...(callVendorId !== undefined && { callVendorId }),
      ...(parameters && { parameters }),
      recorded: end.recorded,
      lift: end.lift,
      talk(talk, { memory, ...setup }, listener) {
        talks.set(talk, listener);
        const given = { ...setup, memory: [...memory], isRecorded: end.isRecorded };
        send({ kind: 'attach', talk, line: id, setup: given });
        return talkFace(act => {
          send({ kind: 'act', talk, act });
          if (act.kind === 'end') talks.delete(talk);
        });
      },
      close: () => send({ kind: 'end', line: id }),
    };
  }

  const gone = takeMessages({ channel, log: runtime.log }, mediaNews, take).finally(leave);
  return {
    line(id) {
      const { promise, resolve, reject } = Promise.withResolvers<RemoteLine>();
      const lost = () =>
        reject(new ButtdialError('unavailable', 'The carrier closed the socket before the call began.'));
      if (isGone) lost();
      const onUnreadable = () => runtime.log.warn('voice.recording-skipped');
      const end = createLineEnd({ id, send, newId: runtime.newId, onUnreadable });
      if (!isGone) lines.set(id, { end, accepted: resolve, lost });
      return promise;
    },
    drop(id) {
      send({ kind: 'end', line: id });
      close(id);
    },
    get size() {
      return lines.size;
    },
    gone,
  };
}

function talkFace(act: (act: TalkAct) => void): RemoteTalk {
  return {
    say: (text, options) => act({ kind: 'say', text, ...options }),
    open: () => act({ kind: 'open' }),
    turn: text => act({ kind: 'turn', text }),
    volunteer: parts => act({ kind: 'volunteer', parts: parts.filter(crosses) }),
    tell: note => act({ kind: 'tell', note }),
    hush: () => act({ kind: 'hush' }),
    sendDigits: digits => act({ kind: 'digits', digits }),
    end: () => act({ kind: 'end' }),
  };
}

type Part = Extract<TalkAct, { kind: 'volunteer' }>['parts'][number];
const crossing: readonly string[] = [
  'text',
  'digits',
  'note',
  'hang-up',
  'transfer',
  'outcome',
] satisfies Part['kind'][];

// A speech-to-speech model has its own pace, language and voice: it can do nothing with the other parts.
function crosses(part: BrainPart): part is Extract<BrainPart, Part> {
  return crossing.includes(part.kind);
}
