import { type Channel, channels, consentLevels, contentFlags, type Purpose, purposes, voices } from './action.ts';
import type { Attempt, ReadAction, ReadConsent, ReadContext } from './facts.ts';
import { readInstant } from './instant.ts';
import { isKnownRegion, isKnownState } from './jurisdictions.ts';

/*
 * Strict reading: a fact that is there but makes no sense is a problem, never a default. Problems name the field and
 * what was expected, never the value, because they end in logs.
 */

type Fields = Readonly<Record<string, unknown>>;

/** Collects what was wrong. Every reader answers a harmless value after it complained. */
interface Reader {
  readonly problems: string[];
  complain(field: string, expected: string): undefined;
}

function createReader(): Reader {
  const problems: string[] = [];
  return {
    problems,
    complain(field, expected) {
      problems.push(`${field} must be ${expected}`);
      return undefined;
    },
  };
}

function isRecord(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const nothing: Fields = Object.freeze({});

function fieldsOf(reader: Reader, name: string, value: unknown): Fields | undefined {
  if (value === undefined || value === null) return undefined;
  return isRecord(value) ? value : (reader.complain(name, 'an object') ?? nothing);
}

function flagOf(reader: Reader, name: string, value: unknown): boolean {
  if (value !== undefined && value !== null && typeof value !== 'boolean') reader.complain(name, 'true or false');
  return value === true;
}

function textOf(reader: Reader, name: string, value: unknown): string | undefined {
  if (value === undefined || value === null) return undefined;
  return typeof value === 'string' && value !== '' ? value : reader.complain(name, 'a non-empty string');
}

function instantOf(reader: Reader, name: string, value: unknown): number | undefined {
  if (value === undefined || value === null) return undefined;
  return readInstant(value) ?? reader.complain(name, 'an ISO 8601 instant with a zone');
}

function wordOf<Word extends string>(words: readonly Word[], value: unknown): Word | undefined {
  return words.find(word => word === value);
}

function wordsOf<Word extends string>(reader: Reader, name: string, from: readonly Word[]) {
  return (value: unknown): readonly Word[] => {
    if (!Array.isArray(value) || value.length > 100) {
      reader.complain(name, 'a list');
      return [];
    }
    const read: Word[] = [];
    for (const item of value) {
      const word = wordOf(from, item);
      if (word === undefined) reader.complain(name, `a list of ${from.join(', ')}`);
      else read.push(word);
    }
    return read;
  };
}

const addressShapes: Partial<Record<Channel, RegExp>> = {
  email: /^[^\s@]{1,64}@[^\s@]{1,255}$/,
  line: /^\S{1,256}$/,
};

function readEmail(reader: Reader, value: unknown): ReadAction['email'] {
  const email = fieldsOf(reader, 'action.email', value) ?? nothing;
  return {
    physicalAddress: flagOf(reader, 'action.email.physicalAddress', email.physicalAddress),
    unsubscribeLink: flagOf(reader, 'action.email.unsubscribeLink', email.unsubscribeLink),
    listUnsubscribeOneClick: flagOf(reader, 'action.email.listUnsubscribeOneClick', email.listUnsubscribeOneClick),
  };
}

function readAction(reader: Reader, value: unknown): ReadAction {
  const action = isRecord(value) ? value : (reader.complain('action', 'an object') ?? nothing);
  const channel = wordOf(channels, action.channel) ?? reader.complain('action.channel', channels.join(', '));
  const purpose = wordOf(purposes, action.purpose) ?? reader.complain('action.purpose', purposes.join(', '));
  const to = textOf(reader, 'action.to', action.to) ?? reader.complain('action.to', 'given');
  const shape = channel === undefined ? undefined : addressShapes[channel];
  if (to !== undefined && shape !== undefined && !shape.test(to))
    reader.complain('action.to', `an address of ${channel}`);
  const given = action.voice;
  const voice = wordOf(voices, given);
  const voiceMissing = given === undefined || given === null;
  if (voice === undefined && (!voiceMissing || channel === 'voice')) reader.complain('action.voice', voices.join(', '));
  const kind = action.kind;
  if (kind !== undefined && kind !== null && kind !== 'optout_confirmation') {
    reader.complain('action.kind', 'optout_confirmation or absent');
  }
  const flags = action.contentFlags ?? [];
  return {
    channel: channel ?? 'voice',
    to: to ?? '',
    purpose: purpose ?? 'marketing',
    voice: channel === 'voice' ? voice : undefined,
    aiDisclosure: flagOf(reader, 'action.aiDisclosure', action.aiDisclosure),
    record: flagOf(reader, 'action.record', action.record),
    recordingAnnouncement: flagOf(reader, 'action.recordingAnnouncement', action.recordingAnnouncement),
    templateId: textOf(reader, 'action.templateId', action.templateId),
    email: readEmail(reader, action.email),
    confirmsOptOut: kind === 'optout_confirmation',
    contentFlags: wordsOf(reader, 'action.contentFlags', contentFlags)(flags),
    subject: textOf(reader, 'action.subject', action.subject),
    agent: textOf(reader, 'action.agent', action.agent),
  };
}

function readConsent(reader: Reader, value: unknown): ReadConsent | undefined {
  const consent = fieldsOf(reader, 'context.consent', value);
  if (consent === undefined) return undefined;
  const at = (field: string) => instantOf(reader, `context.consent.${field}`, consent[field]);
  const level = wordOf(consentLevels, consent.level);
  if (level === undefined) reader.complain('context.consent.level', consentLevels.join(', '));
  return {
    level: level ?? 'none',
    channels: wordsOf<Channel>(reader, 'context.consent.channels', channels)(consent.channels),
    purposes: wordsOf<Purpose>(reader, 'context.consent.purposes', purposes)(consent.purposes),
    grantedAt: at('grantedAt'),
    expiresAt: at('expiresAt'),
    revokedAt: at('revokedAt'),
    outsideHours: flagOf(reader, 'context.consent.outsideHours', consent.outsideHours),
  };
}

function readOptOut(reader: Reader, value: unknown): ReadContext['optOut'] {
  const optOut = fieldsOf(reader, 'context.optOut', value);
  if (optOut === undefined) return undefined;
  const at = instantOf(reader, 'context.optOut.at', optOut.at) ?? reader.complain('context.optOut.at', 'given');
  const confirmationSent = flagOf(reader, 'context.optOut.confirmationSent', optOut.confirmationSent);
  return { at: at ?? 0, confirmationSent };
}

function readLists(reader: Reader, value: unknown): ReadContext['dnc'] {
  const read = new Map<string, { asOf: number; listed: boolean }>();
  for (const [list, entry] of Object.entries(fieldsOf(reader, 'context.dnc', value) ?? nothing)) {
    if (entry === undefined || entry === null) continue;
    const asOf = isRecord(entry) ? readInstant(entry.asOf) : undefined;
    const listed = isRecord(entry) ? entry.listed : undefined;
    if (asOf === undefined || typeof listed !== 'boolean') reader.complain('context.dnc', 'entries of asOf and listed');
    else read.set(list, { asOf, listed });
  }
  return read;
}

function readHistory(reader: Reader, value: unknown): readonly Attempt[] {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) {
    reader.complain('context.history', 'a list');
    return [];
  }
  const read: Attempt[] = [];
  for (const item of value) {
    const entry: Fields = isRecord(item) ? item : nothing;
    const channel = wordOf(channels, entry.channel);
    const at = readInstant(entry.at);
    if (channel === undefined || at === undefined) {
      reader.complain('context.history', 'a list of channel and at');
      continue;
    }
    const subject = textOf(reader, 'context.history.subject', entry.subject);
    read.push({ channel, at, subject, agent: textOf(reader, 'context.history.agent', entry.agent) });
  }
  return read;
}

function readRecipient(reader: Reader, value: unknown): Pick<ReadContext, 'region' | 'state' | 'zone'> {
  const recipient = fieldsOf(reader, 'context.recipient', value) ?? nothing;
  const region = textOf(reader, 'context.recipient.region', recipient.region);
  if (region !== undefined && !isKnownRegion(region)) reader.complain('context.recipient.region', 'an ISO 3166 code');
  const state = textOf(reader, 'context.recipient.state', recipient.state);
  if (state !== undefined && !isKnownState(state, region)) {
    reader.complain('context.recipient.state', 'a US state, or a Canadian province when the region is CA');
  }
  return { region, state, zone: textOf(reader, 'context.recipient.zone', recipient.zone) };
}

function readPrefixes(reader: Reader, value: unknown): readonly string[] | undefined {
  if (value === undefined || value === null) return undefined;
  const isPrefix = (item: unknown): item is string => typeof item === 'string' && /^\+[1-9]\d*$/.test(item);
  if (Array.isArray(value) && value.every(isPrefix)) return value;
  return reader.complain('context.allowPrefixes', 'a list of prefixes such as +1212') ?? [];
}

function readMaxCalls(reader: Reader, value: unknown): number | undefined {
  const limit = (fieldsOf(reader, 'context.limits', value) ?? nothing).maxCallsPerDayToSameNumber;
  if (limit === undefined || limit === null) return undefined;
  if (typeof limit === 'number' && Number.isInteger(limit) && limit >= 0) return limit;
  return reader.complain('context.limits.maxCallsPerDayToSameNumber', 'a whole number of calls');
}

function readReassigned(reader: Reader, value: unknown): boolean {
  const rnd = fieldsOf(reader, 'context.rnd', value);
  const result = rnd?.result;
  if (rnd !== undefined && wordOf(['yes', 'no', 'no_data'], result) === undefined) {
    reader.complain('context.rnd.result', 'yes, no or no_data');
  }
  return result === 'yes';
}

function readContext(reader: Reader, value: unknown): ReadContext {
  const context = isRecord(value) ? value : (reader.complain('context', 'an object') ?? nothing);
  const ebr = fieldsOf(reader, 'context.ebr', context.ebr) ?? nothing;
  const sender = fieldsOf(reader, 'context.sender', context.sender) ?? nothing;
  const now = instantOf(reader, 'context.nowUtc', context.nowUtc) ?? reader.complain('context.nowUtc', 'given');
  return {
    now: now ?? 0,
    consent: readConsent(reader, context.consent),
    optOut: readOptOut(reader, context.optOut),
    dnc: readLists(reader, context.dnc),
    lastTransactionAt: instantOf(reader, 'context.ebr.lastTransactionAt', ebr.lastTransactionAt),
    lastInquiryAt: instantOf(reader, 'context.ebr.lastInquiryAt', ebr.lastInquiryAt),
    activeContractRelated: flagOf(reader, 'context.ebr.activeContractRelated', ebr.activeContractRelated),
    history: readHistory(reader, context.history),
    lastInboundAt: instantOf(reader, 'context.lastInboundAt', context.lastInboundAt),
    ...readRecipient(reader, context.recipient),
    allowPrefixes: readPrefixes(reader, context.allowPrefixes),
    maxCallsPerDay: readMaxCalls(reader, context.limits),
    erased: flagOf(reader, 'context.erased', context.erased),
    lineFriend: flagOf(reader, 'context.lineFriend', context.lineFriend),
    softOptIn: flagOf(reader, 'context.softOptIn', context.softOptIn),
    reassigned: readReassigned(reader, context.rnd),
    a2pRegistered: flagOf(reader, 'context.sender.a2pRegistered', sender.a2pRegistered),
  };
}

/** The input as facts, and everything that was wrong with it. With any problem the input must not be judged. */
export function readInput(
  action: unknown,
  context: unknown,
): { readonly action: ReadAction; readonly context: ReadContext; readonly problems: readonly string[] } {
  const reader = createReader();
  return { action: readAction(reader, action), context: readContext(reader, context), problems: reader.problems };
}
