import { createRealtimeConversation, type RealtimeSpeakerOptions } from '../brains/realtime.ts';
import type { Conversation, ConversationHost, Speaker } from '../session/conversation.ts';
import type { Line, RemoteLine, RemoteTalk, RemoteTalkListener } from '../session/remote-line.ts';

/** A speech-to-speech model that talks wherever the audio of its call is. */
export interface RoamingSpeakerOptions extends RealtimeSpeakerOptions {
  /** Told of every line whose frames pass elsewhere, before anybody talks on it. */
  readonly tapRemote?: ((line: RemoteLine) => void) | undefined;
}

/**
 * Puts a speech-to-speech model on the line of a call: in this process where the line is here, else where it is. When that
 * process is lost, the model goes on at the next line, and is told what was heard.
 */
export function roamingSpeaker(options: RoamingSpeakerOptions): Speaker {
  return host => createRoamingConversation(options, host);
}

function createRoamingConversation(options: RoamingSpeakerOptions, host: ConversationHost): Conversation {
  const memory: string[] = [];
  const { consent } = options;
  let talk: RemoteTalk | undefined;
  let current: RemoteTalkListener | undefined;
  let here: Conversation | undefined;
  let isOpen = false;
  let isSettled = false;

  const settle = (isYes: boolean) => {
    isSettled = true;
    consent?.answered(isYes);
  };

  function listener(): RemoteTalkListener {
    const listening: RemoteTalkListener = {
      report: host.report,
      note: host.note,
      press: host.press,
      consented: settle,
      used: usage => options.onUsage?.(usage),
      transcribe(line) {
        memory.push(`${line.who}: ${line.text}`);
        host.transcribe(line);
      },
      gone() {
        // It talks in another process by now.
        if (current !== listening) return;
        talk = undefined;
        host.report({ kind: 'line-lost' });
      },
    };
    return listening;
  }

  function attachRemote(line: RemoteLine): void {
    options.tapRemote?.(line);
    const { instructions, voice, speechVoice } = options;
    const { language } = host.settings;
    const asksToRecord = consent !== undefined && !isSettled;
    current = listener();
    const setup = { instructions, voice, speechVoice, language, asksToRecord, memory, isOpen: isOpen && !asksToRecord };
    talk = line.talk(host.callId, setup, current);
  }

  function conversationHere(): Conversation {
    const asking = consent && !isSettled ? { ...consent, answered: settle } : undefined;
    const before = { memory, isOpen: isOpen && !asking };
    here ??= createRealtimeConversation({ ...options, consent: asking, before }, host);
    return here;
  }

  return {
    attach(line: Line) {
      if (line.kind === 'remote') attachRemote(line);
      else conversationHere().attach(line);
    },
    say: (text, how) => (talk ?? here)?.say(text, how),
    open(context) {
      isOpen = true;
      if (talk) talk.open();
      else conversationHere().open(context);
    },
    turn: text => (talk ?? here)?.turn(text),
    volunteer: parts => (talk ?? here)?.volunteer(parts),
    tell: note => (talk ?? here)?.tell(note),
    hush: () => (talk ?? here)?.hush(),
    sendDigits: digits => (talk ?? here)?.sendDigits(digits),
    wrapUp: async (transcript, signal) => options.wrapUp?.(transcript, signal),
    end() {
      talk?.end();
      here?.end();
    },
  };
}
