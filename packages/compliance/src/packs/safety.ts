import type { Facts } from '../facts.ts';
import { hourMs, minuteMs } from '../instant.ts';
import type { CustomRule, Finding, Rule, RulePack } from '../rule.ts';
import data from './safety.json' with { type: 'json' };

const everywhere = {
  kind: 'custom',
  jurisdiction: '*',
  channels: ['voice', 'sms', 'whatsapp', 'line', 'email'],
  purposes: ['*'],
  confidence: 'policy',
  locked: true,
} as const;

const phoneOnly = { ...everywhere, channels: ['voice', 'sms', 'whatsapp'], judgesConfirmations: true } as const;

function isAllowListed({ destination, context }: Facts): boolean {
  return context.allowPrefixes?.some(prefix => destination?.e164.startsWith(prefix)) === true;
}

function checkPremium(facts: Facts): Finding | null {
  const tariff = facts.destination?.tariff;
  if (tariff === undefined || (tariff !== 'premium' && isAllowListed(facts))) return null;
  const remedy = tariff === 'premium' ? 'Use an ordinary number.' : 'Use an ordinary number, or allow-list its prefix.';
  return { effect: 'deny', message: `The number has a ${tariff} tariff.`, remedy, facts: { tariff } };
}

function checkAllowList(facts: Facts): Finding | null {
  if (facts.context.allowPrefixes === undefined || isAllowListed(facts)) return null;
  const message = 'The number is not on the list of allowed destinations.';
  return { effect: 'deny', message, remedy: 'Ask the operator to allow its prefix.' };
}

function checkOptOut({ context }: Facts): Finding | null {
  if (context.optOut === undefined) return null;
  const message = 'The person has opted out; an opt-out holds on every channel and for every purpose.';
  return { effect: 'deny', message, remedy: 'Wait until the person writes START or consents again.' };
}

const confirmationWithinMs = 5 * minuteMs;

function checkConfirmation({ action, context }: Facts): Finding | null {
  if (!action.confirmsOptOut) return null;
  const deny = (message: string): Finding => ({ effect: 'deny', message, remedy: 'Do not send it.' });
  const { optOut } = context;
  if (optOut === undefined) return deny('There is no opt-out to confirm.');
  if (optOut.confirmationSent) return deny('The opt-out was confirmed before; once is allowed.');
  if (context.now - optOut.at > confirmationWithinMs) return deny('More than 5 minutes have passed since the opt-out.');
  if (action.purpose === 'marketing' || action.contentFlags.includes('marketing')) {
    return deny('A confirmation of an opt-out may not carry marketing.');
  }
  return null;
}

function checkReply({ action, recentInbound }: Facts): Finding | null {
  if (action.purpose !== 'reply' || recentInbound) return null;
  const message = 'There is no inbound message of the last 24 hours to reply to.';
  return { effect: 'deny', message, remedy: 'Send it for the purpose it has, under the rules of that purpose.' };
}

function checkErased({ context }: Facts): Finding | null {
  if (!context.erased) return null;
  const message = 'The person asked for erasure of their data.';
  return { effect: 'deny', message, remedy: 'Do not contact them; only a new contact by them can change this.' };
}

const rules: readonly CustomRule[] = [
  {
    ...phoneOnly,
    id: 'SAFE-PREMIUM',
    citation: 'Product rule; numbering plans as in libphonenumber, and pay-per-call exchange 976',
    check: checkPremium,
  },
  { ...phoneOnly, id: 'SAFE-DEST-ALLOWLIST', citation: 'Product rule: operator allow-list', check: checkAllowList },
  {
    ...everywhere,
    id: 'OPTOUT-INTERNAL',
    citation: '47 CFR 64.1200(a)(10), (d); GDPR art. 21(3); CASL s.11; 15 U.S.C. 7704(a)(4)',
    confidence: 'high',
    check: checkOptOut,
  },
  {
    ...everywhere,
    id: 'OPTOUT-CONFIRM',
    citation: '47 CFR 64.1200(a)(12)',
    confidence: 'high',
    judgesConfirmations: true,
    check: checkConfirmation,
  },
  {
    ...everywhere,
    id: 'REPLY-WINDOW',
    citation: 'Product rule: implied consent of a thread lasts 24 h',
    check: checkReply,
  },
  { ...everywhere, id: 'GDPR-ERASED', citation: 'GDPR art. 17, 21(3)', confidence: 'high', check: checkErased },
];

/** How long an inbound message carries implied consent to answer it. */
export const replyWindowMs = 24 * hourMs;

/**
 * What no setting and no tool argument can switch off: emergency, premium and invalid numbers, the operator's
 * allow-list, opt-outs, erasure, abusive content and the cap on calls to one number. Usable alone; the engine adds it
 * when it is missing.
 */
export const safetyPack: RulePack = { ...data, rules: [...(data.rules as unknown as readonly Rule[]), ...rules] };
