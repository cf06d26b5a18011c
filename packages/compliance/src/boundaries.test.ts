import { describe, expect, test } from 'vitest';
import { type Action, allPacks, type ConsentRecord, type Context, evaluate } from './index.ts';
import { dayMs, hourMs, minuteMs, monthMs } from './instant.ts';

/* Limits that the table of cases does not touch to the millisecond. "At most" and "within" include the limit. */

const noon = Date.parse('2026-10-14T16:00:00Z');
const ago = (milliseconds: number) => new Date(noon - milliseconds).toISOString();
const nowUtc = ago(0);
const call: Action = { channel: 'voice', to: '+12125550123', purpose: 'informational', voice: 'human' };
const sale: Action = { ...call, purpose: 'marketing' };
const lists = ['ftc-national', 'crtc-dncl', 'tps', 'il-do-not-call-me', 'acma-dncr'];
const dnc = (listed: boolean, age = 0) => Object.fromEntries(lists.map(list => [list, { asOf: ago(age), listed }]));
const consent = (level: ConsentRecord['level'], more: Partial<ConsentRecord> = {}): ConsentRecord => ({
  level,
  channels: ['voice', 'sms', 'email', 'whatsapp'],
  purposes: ['marketing', 'informational'],
  ...more,
});
const rules = (action: Action, context: Partial<Context>) => evaluate(action, { nowUtc, ...context }, allPacks).rules;

describe.each([
  ['exactly at', 0],
  ['a millisecond past', 1],
])('%s the limit', (_name, past) => {
  const holds = past === 0;
  const when = (id: string, present: boolean) => (present ? [id] : []);

  test('24 hours of a cap: an attempt of exactly 24 hours ago no longer counts', () => {
    const at = (age: number) => ({ channel: 'voice' as const, at: ago(age) });
    expect(rules(call, { history: [at(hourMs), at(24 * hourMs - past)] })).toEqual(when('SAFE-FREQ', !holds));
  });
  test('5 minutes of a confirmation', () => {
    const optOut = { at: ago(5 * minuteMs + past), channel: 'sms' as const };
    expect(rules({ ...call, kind: 'optout_confirmation' }, { optOut })).toEqual(when('OPTOUT-CONFIRM', !holds));
  });
  test('24 hours of a reply, also on WhatsApp', () => {
    const lastInboundAt = ago(24 * hourMs + past);
    expect(rules({ ...call, purpose: 'reply' }, { lastInboundAt })).toEqual(when('REPLY-WINDOW', !holds));
    const whatsapp: Action = { channel: 'whatsapp', to: '+12125550123', purpose: 'otp' };
    expect(rules(whatsapp, { lastInboundAt })).toEqual(when('WA-24H', !holds));
  });
  test('31 days of a list', () => {
    expect(rules(sale, { dnc: dnc(false, 31 * dayMs + past) })).toEqual(when('DNC-STALE', !holds));
  });
  test('18 months after a transaction and 3 after an inquiry', () => {
    const listed = { dnc: dnc(true) };
    expect(rules(sale, { ...listed, ebr: { lastTransactionAt: ago(18 * monthMs + past) } })).toEqual(
      when('US-DNC-NATIONAL', !holds),
    );
    expect(rules(sale, { ...listed, ebr: { lastInquiryAt: ago(3 * monthMs + past) } })).toEqual(
      when('US-DNC-NATIONAL', !holds),
    );
  });
  test('12 months of an Israeli consent', () => {
    const israel: Action = { ...sale, to: '+972502345678' };
    const record = consent('express', { grantedAt: ago(12 * monthMs + past) });
    expect(rules(israel, { dnc: dnc(true), consent: record })).toEqual(when('IL-DNCM', !holds));
  });
  test('24 and 6 months of implied Canadian consent', () => {
    const canada: Action = {
      channel: 'email',
      to: 'a@example.com',
      purpose: 'marketing',
      email: { physicalAddress: true, unsubscribeLink: true, listUnsubscribeOneClick: true },
    };
    const recipient = { region: 'CA' };
    expect(rules(canada, { recipient, ebr: { lastTransactionAt: ago(24 * monthMs + past) } })).toEqual(
      when('CA-CASL-CONSENT', !holds),
    );
    expect(rules(canada, { recipient, ebr: { lastInquiryAt: ago(6 * monthMs + past) } })).toEqual(
      when('CA-CASL-CONSENT', !holds),
    );
    expect(rules(canada, { recipient, consent: consent('implied') })).toEqual(['CA-CASL-CONSENT']);
  });
});

describe('instants of force', () => {
  test('consent counts until the instant it expires', () => {
    const text: Action = { channel: 'sms', to: '+12125550123', purpose: 'informational' };
    const facts = { sender: { a2pRegistered: true } };
    expect(rules(text, { ...facts, consent: consent('express', { expiresAt: ago(-1) }) })).toEqual([]);
    expect(rules(text, { ...facts, consent: consent('express', { expiresAt: ago(0) }) })).toEqual(['CONSENT-EXPIRED']);
  });
  test('a row is in force from 00:00 UTC of its date', () => {
    const france: Action = { ...sale, to: '+33123456789' };
    const at = (instant: string) => evaluate(france, { nowUtc: instant, recipient: {} }, allPacks).rules;
    expect(at('2026-08-10T23:59:59.999Z')).not.toContain('FR-L223-1');
    expect(at('2026-08-11T00:00:00Z')).toContain('FR-L223-1');
  });
  test('a pack may end', () => {
    const rule = {
      id: 'T',
      kind: 'content',
      jurisdiction: '*',
      channels: ['voice'],
      purposes: ['*'],
      flags: ['marketing'],
      citation: 'test',
      confidence: 'policy',
    } as const;
    const pack = { id: 't', version: '1', effectiveTo: '2026-10-14', rules: [rule] };
    const flagged: Action = { ...call, contentFlags: ['marketing'] };
    expect(evaluate(flagged, { nowUtc: '2026-10-13T23:59:59Z' }, [pack]).rules).toEqual(['T']);
    expect(evaluate(flagged, { nowUtc: '2026-10-14T00:00:00Z' }, [pack]).rules).toEqual([]);
  });
});

describe('odd rows', () => {
  const express = { consent: consent('express') };
  test('Italy keeps Saturday hours on the day before a holiday, and none on the holiday', () => {
    const italy: Action = { ...sale, to: '+390612345678' };
    const at = (instant: string) => evaluate(italy, { nowUtc: instant, ...express }, allPacks).effect;
    // Monday 7 December 2026 comes before the Immaculate Conception; the Monday before it is an ordinary one.
    expect([
      at('2026-11-30T08:30:00Z'),
      at('2026-12-07T08:30:00Z'),
      at('2026-12-07T09:30:00Z'),
      at('2026-12-08T09:30:00Z'),
    ]).toEqual(['allow', 'deny', 'allow', 'deny']);
  });
  test('a contract in progress stands for consent in France only', () => {
    const ebr = { activeContractRelated: true };
    const morning = { nowUtc: '2026-10-14T09:00:00Z', ebr };
    expect(evaluate({ ...sale, to: '+33123456789' }, morning, allPacks).rules).toEqual([]);
    expect(evaluate({ ...sale, to: '+4930123456' }, morning, allPacks).rules).toEqual(['DE-UWG-7']);
  });
  test('a soft opt-in stands for consent to write, not to call', () => {
    const facts = { softOptIn: true, recipient: { region: 'GB' } };
    const mail: Action = {
      channel: 'email',
      to: 'a@example.com',
      purpose: 'marketing',
      email: { physicalAddress: true, unsubscribeLink: true, listUnsubscribeOneClick: true },
    };
    expect(rules(mail, facts)).toEqual([]);
    expect(rules({ ...sale, to: '+4930123456' }, facts)).toContain('DE-UWG-7');
  });
  test('a province without a region is Canadian', () => {
    const decision = evaluate(call, { nowUtc, recipient: { state: 'BC' } }, allPacks);
    expect(decision.jurisdictions.map(item => item.code)).toContain('CA-BC');
  });
  test('Puerto Rico is under United States law', () => {
    expect(
      evaluate({ ...call, to: '+17875550123' }, { nowUtc }, allPacks).jurisdictions.map(item => item.code),
    ).toEqual(['PR', 'US']);
  });
});
