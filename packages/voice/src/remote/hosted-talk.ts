import type { Runtime } from '@buttdial/core';
import { createRealtimeConversation, type RealtimeConversation } from '../brains/realtime.ts';
import type { Line } from '../session/remote-line.ts';
import type { MediaServices } from './hosted-line.ts';
import { type MediaNews, mediaNews, type TalkAct, type TalkSetup } from './messages.ts';

/** The talk of a speech-to-speech model, at the end where its audio passes. */
export interface HostedTalk {
  attach(line: Line): void;
  act(act: TalkAct): void;
}

/** Begins a talk. Undefined where nobody is there to talk. */
export function hostTalk(options: {
  readonly id: string;
  readonly setup: TalkSetup;
  readonly runtime: Runtime;
  readonly services: MediaServices;
  send(news: MediaNews): void;
}): HostedTalk | undefined {
  const { id: talk, setup, runtime, services, send } = options;
  const { realtime, speech } = services;
  if (!realtime || !speech) return undefined;
  const { instructions, voice, speechVoice, language, asksToRecord, memory, isOpen } = setup;
  const answered = (isYes: boolean) => send({ kind: 'consent', talk, isYes });
  const conversation = createRealtimeConversation(
    {
      realtime,
      speech,
      instructions,
      voice,
      speechVoice,
      before: { memory, isOpen },
      onUsage: usage => send({ kind: 'used', talk, usage }),
      ...(asksToRecord && { consent: { language, answered } }),
    },
    {
      runtime,
      callId: talk,
      settings: { language },
      report(event) {
        // What a model cannot report does not cross.
        const news = mediaNews.safeParse({ kind: 'report', talk, event });
        if (news.success) send(news.data);
      },
      transcribe: said => send({ kind: 'transcribe', talk, said }),
      note: text => send({ kind: 'note', talk, text }),
      press: digits => send({ kind: 'press', talk, digits }),
    },
  );
  return { attach: conversation.attach, act: act => perform(conversation, act) };
}

function perform(conversation: RealtimeConversation, act: TalkAct) {
  switch (act.kind) {
    case 'say':
      return conversation.say(act.text, act);
    case 'open':
      return conversation.open();
    case 'turn':
      return conversation.turn(act.text);
    case 'volunteer':
      return conversation.volunteer(act.parts);
    case 'tell':
      return conversation.tell(act.note);
    case 'hush':
      return conversation.hush();
    case 'digits':
      return conversation.sendDigits(act.digits);
    case 'end':
      return conversation.end();
  }
}
