import { type Agent, ButtdialError, type MessageRecord } from '@buttdial/core';
import { phrasesIn } from '@buttdial/voice';
import { admitMessage } from '../admit.ts';
import { defaultCallRules } from '../calls/rules.ts';
import { compose, type Draft } from '../compose.ts';
import type { Courier } from '../courier.ts';
import type { Deps } from '../deps.ts';
import { type DryRun, dryRun } from '../dry-run.ts';
import type { Lines } from '../lines.ts';
import type { Caller } from '../operation.ts';
import { type AgentScope, agentScope } from '../principal.ts';
import { resolveRecipient } from '../recipient.ts';
import { keepSpoken, keptDays, type Sound, soundAt } from './sound.ts';
import { speakWhole } from './spoken.ts';

/** A voice message that travels as a message. */
export interface WrittenVoice {
  readonly agentId?: string | undefined;
  readonly to: string;
  readonly channel: 'whatsapp' | 'link';
  readonly text: string | undefined;
  readonly audioUrl: string | undefined;
  readonly voice: string | undefined;
  readonly language: string | undefined;
  readonly purpose: Draft['purpose'];
  readonly scheduleAt: string | undefined;
  readonly dryRun: boolean;
  readonly idempotencyKey: string | undefined;
}

/** What a voice message can travel by. */
type Carrying = 'whatsapp' | 'email' | 'sms';

/** What became of it. */
export interface Sent {
  readonly channel: Carrying;
  readonly from: string;
  readonly to: string;
  readonly sound: Sound | undefined;
  /** Absent for a dry run. */
  readonly message?: MessageRecord;
  readonly dry?: DryRun;
}

interface Parts {
  readonly deps: Deps;
  readonly courier: Courier;
  readonly lines: Lines;
}

/** Sends a voice message by the road of all messages: limits, money, judge, courier. */
export async function sendWritten(parts: Parts, input: WrittenVoice, caller: Caller): Promise<Sent> {
  const { deps, courier, lines } = parts;
  const scope = await agentScope(deps.store, caller.principal, input.agentId);
  const channel = carrierOf(input);
  const line = await lines.sending(scope, channel, input.to);
  const to = await resolveRecipient({ deps, lines }, scope, { to: input.to, channel });
  await deps.connections.ready?.(scope.organizationId);
  const connection = deps.connections.get(scope.organizationId, line.connection);
  if (!connection)
    throw new ButtdialError('unavailable', `The provider "${line.connection}" of this line is not configured.`, {
      field: 'channel',
      remedy: `Set the credentials of ${line.connection} and restart, or use another channel.`,
    });
  const agent = await lines.agent(scope);
  const sendAt = sendTime(deps, input.scheduleAt);
  const sound = input.dryRun ? placeFor(deps, scope) : await soundOf(deps, { scope, agent, input, caller });
  const draft = draftOf({ channel, to, input, agent, language: languageOf(deps, agent, input) }, sound);
  const composed = compose({ ...draft, fromName: agent.displayName }, line, connection.provider);
  // What is heard is judged like what is read.
  const outgoing = input.text === undefined ? composed : { ...composed, spoken: input.text };
  const common = { channel, from: line.address, to };
  if (input.dryRun)
    return { ...common, sound: undefined, dry: await dryRun(deps, { agent, line, outgoing, draft, sendAt }) };
  const idempotencyKey = input.idempotencyKey ?? caller.idempotencyKey;
  const sameAs = JSON.stringify([to, input.channel, input.text, input.audioUrl, input.voice, input.language]);
  const request = { scope, line, outgoing, draft, caller, idempotencyKey, sendAt, sameAs };
  return { ...common, sound, message: await admitMessage(deps, courier, request) };
}

/** What carries it: a link goes by the channel of the address. */
function carrierOf({ channel, to }: WrittenVoice): Carrying {
  if (channel === 'whatsapp') return 'whatsapp';
  return to.includes('@') ? 'email' : 'sms';
}

function languageOf({ settings }: Deps, { profile }: Agent, { language }: WrittenVoice): string {
  return language ?? profile.language ?? (settings.calls ?? defaultCallRules).language;
}

interface Wanted {
  readonly scope: AgentScope;
  readonly agent: Agent;
  readonly input: WrittenVoice;
  readonly caller: Caller;
}

async function soundOf(deps: Deps, { scope, agent, input, caller }: Wanted): Promise<Sound> {
  const { organizationId, agentId } = scope;
  const { text = '', audioUrl, channel } = input;
  const { signal } = caller;
  const language = languageOf(deps, agent, input);
  const voice = input.voice ?? agent.profile.voice ?? (deps.settings.calls ?? defaultCallRules).voice ?? '';
  const form = channel === 'whatsapp' ? 'note' : 'page';
  const id = deps.sealer.fingerprint(JSON.stringify([agentId, form, text, audioUrl, voice, language]));
  const keeping = { organizationId, id, form, signal } as const;
  if (audioUrl !== undefined) return soundAt(deps, audioUrl, keeping);
  return keepSpoken(deps, await speakWhole(deps, { organizationId, text, voice, language }, signal), keeping);
}

/** As long as a real link, for the price of a dry run. */
function placeFor({ archive, settings, sealer }: Deps, { organizationId }: AgentScope): Sound {
  const id = sealer.fingerprint(organizationId);
  return { url: archive?.link(organizationId, `voice-message/${id.slice(0, 20)}/${id}`, 1) ?? settings.publicUrl };
}

interface Drafting {
  readonly channel: Draft['channel'];
  readonly to: string;
  readonly input: WrittenVoice;
  readonly agent: Agent;
  readonly language: string;
}

function draftOf({ channel, to, input, agent, language }: Drafting, { url }: Sound): Draft {
  const { purpose, text } = input;
  const draft = { channel, purpose, to };
  // WhatsApp shows no text beside a voice note.
  if (channel === 'whatsapp') return { ...draft, body: '', attachments: [{ url, name: 'voice-message.ogg' }] };
  const subject = phrasesIn(language).voiceMessageFrom.replace('{who}', () => agent.displayName);
  const body = [...(text === undefined ? [] : [text]), url.href].join('\n\n');
  return { ...draft, body, attachments: [], ...(channel === 'email' && { subject }) };
}

/** When to send; undefined for now. @throws `invalid-input` where the sound would be gone by then. */
export function sendTime(deps: Deps, text: string | undefined): Date | undefined {
  if (text === undefined) return undefined;
  const at = new Date(text);
  const aheadDays = (at.getTime() - deps.runtime.now().getTime()) / 86_400_000;
  const mostDays = Math.max(0, Math.min(30, keptDays(deps) - 1));
  if (aheadDays > mostDays)
    throw new ButtdialError('invalid-input', `scheduleAt is more than ${mostDays} days ahead.`, {
      field: 'scheduleAt',
      remedy: 'Choose an earlier time: the sound is kept for so long only (RETENTION_MEDIA_DAYS).',
    });
  return aheadDays > 0 ? at : undefined;
}
