import { ButtdialError, type MediaTransport, type RelayEvent, type TextTransport } from '@buttdial/core';
import type { BrainPart, TextBrain } from '../brains/brain.ts';
import { type Guards, withGuardrails } from '../brains/guardrails.ts';
import { type Conversation, type ConversationHost, type Speaker, transcriptOf } from './conversation.ts';
import { createGeneration } from './generation.ts';
import { createHearing } from './hearing.ts';
import type { Line, RemoteLine } from './remote-line.ts';
import type { Utterance, Weight } from './utterances.ts';

/** How a brain that talks in text is put on a line. */
export interface TextSpeakerOptions {
  /** Makes a text line of a media line; without it only text lines can be attached. */
  readonly lift?: (media: MediaTransport) => TextTransport;
  /** The same of a media line whose frames pass through another process. */
  readonly liftRemote?: (line: RemoteLine) => TextTransport;
  readonly guards?: Guards;
}

const uncut = { interruptible: 'none' } as const;

/** Puts a brain that talks in text on the line of a call, always with guard rails around it. */
export function textSpeaker(brain: TextBrain, options: TextSpeakerOptions = {}): Speaker {
  return host => createTextConversation(withGuardrails(brain, host.settings, options.guards), host, options);
}

function createTextConversation(brain: TextBrain, host: ConversationHost, options: TextSpeakerOptions): Conversation {
  const { runtime, report } = host;
  const hearing = createHearing({
    runtime,
    onHeard(heard) {
      host.transcribe(transcriptOf(heard));
      brain.onHeard?.(heard);
    },
    onDisclosed: isWhole => report({ kind: 'disclosed', isWhole }),
    onSpeaking: on => report({ kind: 'agent-speaking', on }),
  });
  const onFailed = () => report({ kind: 'brain-failed' });
  const generation = createGeneration({ runtime, perform, onEnd: closeUtterance, onFailed });
  let transport: TextTransport | undefined;
  let current: Utterance | undefined;
  let language = host.settings.language;
  let turns = 0;
  /** What is being said is not to be cut. */
  let isGuarded = false;

  function speak({ text, isProtected = false }: Extract<BrainPart, { kind: 'text' }>): void {
    if (!transport) return;
    if (isProtected !== isGuarded) closeUtterance();
    isGuarded = isProtected;
    current ??= hearing.open({ isDisclosure: false, isProtected });
    current.text += text;
    transport.say(text, { last: false, ...(isGuarded && uncut) });
  }

  function closeUtterance(): void {
    if (!current) return;
    transport?.say('', { last: true, ...(isGuarded && uncut) });
    hearing.close(current);
    current = undefined;
  }

  function perform(part: BrainPart, signal: AbortSignal) {
    switch (part.kind) {
      case 'text':
        return speak(part);
      case 'pause':
        return runtime.sleep(part.durationMs, signal);
      case 'audio':
        closeUtterance();
        return transport?.play(part.url);
      case 'language':
        closeUtterance();
        language = part.language;
        return transport?.setLanguage?.(part.language);
      case 'digits':
        closeUtterance();
        return host.press(part.digits);
      case 'note':
        return host.note(part.text);
      case 'outcome':
        return report(part);
      case 'transfer':
        closeUtterance();
        return report(part);
      case 'hang-up':
        closeUtterance();
        return report({ ...part, by: 'brain', speechMs: hearing.remainingMs() });
    }
  }

  function onEvent(event: RelayEvent) {
    switch (event.kind) {
      case 'setup':
        return report({ kind: 'connected' });
      case 'heard':
        if (event.final) host.transcribe({ who: 'caller', text: event.text });
        return report({ kind: 'heard', text: event.text, final: event.final });
      case 'interrupted':
        return onInterrupted(event.heardText);
      case 'played':
        return hearing.onPlayed(event.text);
      case 'speaking':
        return event.who === 'agent' ? hearing.onSpeaking(event.on) : report({ kind: 'caller-speaking', on: event.on });
      case 'digit':
        return report({ kind: 'digit', digit: event.digit });
      case 'beep':
        return report({ kind: 'beep' });
      case 'error':
        return runtime.log.warn('voice.line-complained');
      case 'closed':
        return onClosed();
    }
  }

  // The line has thrown away all that it had, also what nobody may talk over.
  function onInterrupted(heardText: string): void {
    const unheard = hearing.onInterrupted(heardText);
    generation.stop();
    for (const { text, ...weight } of unheard) say(text, weight);
  }

  function say(text: string, { isProtected, isDisclosure }: Weight): void {
    closeUtterance();
    if (!transport) return;
    const utterance = hearing.open({ isProtected, isDisclosure });
    utterance.text = text;
    transport.say(text, { last: true, ...(isProtected && uncut) });
    hearing.close(utterance);
  }

  function onClosed(): void {
    generation.stop();
    transport = undefined;
    hearing.onLost();
    report({ kind: 'line-lost' });
  }

  async function follow(line: TextTransport): Promise<void> {
    for await (const event of line.events) {
      // A new line took its place.
      if (line === transport) onEvent(event);
    }
  }

  return face();

  function face(): Conversation {
    return {
      attach(line) {
        transport = lifted(line, options);
        hearing.restart();
        follow(transport).catch(reason => runtime.log.error('voice.line-failed', { cause: String(reason?.name) }));
      },
      say,
      open(context) {
        if (brain.open) generation.run(signal => brain.open!(context, signal));
      },
      turn(text) {
        turns += 1;
        const turn = { text, language, sequence: turns };
        generation.run(signal => brain.onTurn(turn, signal));
      },
      volunteer: parts =>
        generation.run(async function* () {
          yield* parts;
        }),
      tell: note => brain.tell?.(note),
      hush: generation.stop,
      sendDigits: digits => transport?.sendDigits(digits),
      wrapUp: async (transcript, signal) => brain.wrapUp?.(transcript, signal),
      end() {
        generation.stop();
        hearing.stop();
        brain.close?.();
        transport?.end();
      },
    };
  }
}

function lifted(line: Line, { lift, liftRemote }: TextSpeakerOptions): TextTransport {
  if (line.kind === 'text') return line.transport;
  if (line.kind === 'media' && lift) return lift(line.transport);
  if (line.kind === 'remote' && liftRemote) return liftRemote(line);
  throw new ButtdialError('configuration', 'This call has a media line, and nothing to hear and speak with.', {
    remedy: 'Configure speech and transcription, or ask the carrier for a text relay.',
  });
}
