import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import corpus from '../corpus/cases.json' with { type: 'json' };
import {
  type Action,
  allPacks,
  type ConsentRecord,
  type Context,
  channels,
  consentLevels,
  contentFlags,
  type Decision,
  evaluate,
  type HoursRule,
  lawPacks,
  purposes,
  type Rule,
  type RulePack,
  safetyPack,
  voices,
} from './index.ts';

/** The full number belongs to the nightly run; the short form keeps a commit quick. */
const numRuns = process.env.TEST_FULL ? 10_000 : 1_000;
const check = <Values>(arbitrary: fc.Arbitrary<Values>, predicate: (values: Values) => void) =>
  fc.assert(fc.property(arbitrary, predicate), { numRuns });

const instantBetween = (from: string, to: string) =>
  fc
    .integer({ min: Date.parse(from) / 1000, max: Date.parse(to) / 1000 })
    .map(s => `${new Date(s * 1000).toISOString().slice(0, 19)}Z`);
const nowUtc = instantBetween('2026-01-01T00:00:00Z', '2028-06-01T00:00:00Z');
const earlier = instantBetween('2024-06-01T00:00:00Z', '2028-06-01T00:00:00Z');
const numbers = [
  ...new Set(corpus.cases.map(item => item.action.to)),
  '+18005550123',
  '+17875550123',
  '+16045550123',
  '+34612345678',
  '+79161234567',
  '+5511961234567',
  '+390612345678',
  '+35312345678',
];
const maybe = <Value>(value: fc.Arbitrary<Value>) => fc.option(value, { nil: undefined });

const action: fc.Arbitrary<Action> = fc
  .record({
    channel: fc.constantFrom(...channels),
    to: fc.constantFrom(...numbers),
    purpose: fc.constantFrom('marketing' as const, ...purposes),
    voice: fc.constantFrom(...voices),
    aiDisclosure: fc.boolean(),
    record: fc.boolean(),
    recordingAnnouncement: fc.boolean(),
    templateId: maybe(fc.constant('t1')),
    email: maybe(
      fc.record({
        physicalAddress: fc.boolean(),
        unsubscribeLink: fc.boolean(),
        listUnsubscribeOneClick: fc.boolean(),
      }),
    ),
    contentFlags: maybe(fc.subarray([...contentFlags], { maxLength: 2 })),
  })
  .map(value => (value.channel === 'email' ? { ...value, to: 'a@example.com' } : value));

const consent: fc.Arbitrary<ConsentRecord> = fc.record({
  level: fc.constantFrom(...consentLevels),
  channels: fc.subarray([...channels]),
  purposes: fc.subarray([...purposes]),
  grantedAt: maybe(earlier),
  expiresAt: maybe(earlier),
  outsideHours: fc.boolean(),
});

const lists = ['ftc-national', 'crtc-dncl', 'tps', 'il-do-not-call-me', 'acma-dncr'];
const place = fc.constantFrom(
  {},
  { region: 'DE' },
  { region: 'US', state: 'FL' },
  { region: 'CA', state: 'BC' },
  { zone: 'America/Chicago' },
  { region: 'FR', zone: 'Europe/Paris' },
);
const context: fc.Arbitrary<Context> = fc.record({
  nowUtc,
  consent: fc.option(consent),
  optOut: fc.constantFrom(undefined, undefined, undefined, { at: '2026-01-01T00:00:00Z', channel: 'sms' as const }),
  dnc: maybe(fc.dictionary(fc.constantFrom(...lists), fc.record({ asOf: earlier, listed: fc.boolean() }))),
  ebr: maybe(
    fc.record({
      lastTransactionAt: maybe(earlier),
      lastInquiryAt: maybe(earlier),
      activeContractRelated: fc.boolean(),
    }),
  ),
  history: maybe(fc.array(fc.record({ channel: fc.constantFrom(...channels), at: earlier }), { maxLength: 4 })),
  lastInboundAt: maybe(earlier),
  recipient: maybe(place),
  allowPrefixes: fc.constantFrom(undefined, undefined, ['+1'], []),
  erased: fc.constantFrom(undefined, false, false, true),
  lineFriend: fc.boolean(),
  softOptIn: fc.boolean(),
  rnd: fc.constantFrom(undefined, { result: 'no' as const }, { result: 'yes' as const }),
  sender: fc.constantFrom({ a2pRegistered: true }, { a2pRegistered: true }, undefined),
});
/** Random facts rarely allow; half of the inputs come from the table, so that both sides are seen. */
const tableInput = fc
  .constantFrom(...corpus.cases)
  .map(item => [item.action, item.context] as unknown as [Action, Context]);
const input = fc.oneof(tableInput, fc.tuple(action, context));

const clock = fc
  .tuple(fc.integer({ min: 0, max: 23 }), fc.integer({ min: 1, max: 24 }))
  .map(([a, b]) => [Math.min(a, b - 1), Math.max(a + 1, b)] as const);
const wall = (hour: number) => `${String(hour).padStart(2, '0')}:00`;
const windows = fc
  .array(clock, { maxLength: 2 })
  .map(spans => spans.map(([from, to]) => [wall(from), wall(to)] as const));
const head = { channels: [...channels], purposes: ['*' as const], citation: 'test', confidence: 'policy' as const };
const hoursRule = fc
  .record({ monFri: windows, sat: windows, sun: windows })
  .map((value): HoursRule => ({ ...head, id: 'T-HOURS', kind: 'hours', jurisdiction: '*', windows: value }));
const rule: fc.Arbitrary<Rule> = fc.oneof(
  hoursRule,
  fc
    .record({ max: fc.integer({ min: 0, max: 3 }), windowHours: fc.constantFrom(1, 24, 8760) })
    .map((value): Rule => ({ ...head, ...value, id: 'T-CAP', kind: 'cap', jurisdiction: 'US', per: 'recipient' })),
  fc
    .constantFrom('express' as const, 'express_or_inferred' as const)
    .map((needs): Rule => ({ ...head, id: 'T-CONSENT', kind: 'consent', jurisdiction: '*', needs })),
  fc.constant<Rule>({ ...head, id: 'T-LIST', kind: 'list', jurisdiction: 'US', list: 'own', lifts: [], maxAgeDays: 3 }),
  fc
    .subarray([...contentFlags], { minLength: 1 })
    .map((flags): Rule => ({ ...head, id: 'T-CONTENT', kind: 'content', jurisdiction: '*', flags })),
);
const rank = (decision: Decision) => ['allow', 'require', 'deny'].indexOf(decision.effect);
const hoursIds = new Set(
  allPacks
    .flatMap(pack => pack.rules)
    .filter(item => item.kind === 'hours')
    .map(item => item.id),
);
const blockedByHours = (decision: Decision) => decision.rules.some(id => hoursIds.has(id) || id === 'TZ-UNKNOWN');

describe(`properties, ${numRuns} runs each`, () => {
  test('1. adding a rule never makes the answer weaker', () => {
    check(fc.tuple(input, rule), ([[a, c], extra]) => {
      const more = evaluate(a, c, [...allPacks, { id: 't', version: '1', rules: [extra] }]);
      expect(rank(more)).toBeGreaterThanOrEqual(rank(evaluate(a, c, allPacks)));
    });
  });
  test('2. adding consent never turns allow into deny', () => {
    check(fc.tuple(input, consent), ([[a, c], record]) => {
      const without = evaluate(a, { ...c, consent: null }, allPacks);
      expect(rank(evaluate(a, { ...c, consent: record }, allPacks))).toBeLessThanOrEqual(rank(without));
    });
  });
  test('3. an opt-out always denies', () => {
    check(fc.tuple(input, earlier, fc.constantFrom(...channels)), ([[a, c], at, channel]) => {
      const { kind: _kind, ...plain } = a;
      expect(evaluate(plain, { ...c, optOut: { at, channel } }, allPacks).effect).toBe('deny');
    });
  });
  describe('4. independent of', () => {
    const before = process.env.TZ;
    afterAll(() => {
      if (before === undefined) delete process.env.TZ;
      else process.env.TZ = before;
    });
    test('the order of rules and packs', () => {
      check(fc.tuple(input, fc.integer({ min: 0, max: 14 })), ([[a, c], turn]) => {
        const turned = [...allPacks.slice(turn), ...allPacks.slice(0, turn)].map(pack => reversed(pack));
        const { packs: _packs, ...rest } = evaluate(a, c, turned);
        const { packs: _others, ...expected } = evaluate(a, c, allPacks);
        expect(rest).toEqual(expected);
      });
    });
    test('the time zone of the host', () => {
      check(
        fc.tuple(input, fc.constantFrom('Pacific/Kiritimati', 'America/Los_Angeles', 'Asia/Kathmandu', 'UTC')),
        ([[a, c], zone]) => {
          process.env.TZ = 'UTC';
          const here = evaluate(a, c, allPacks);
          process.env.TZ = zone;
          expect(evaluate(a, c, allPacks)).toEqual(here);
        },
      );
    });
  });
  test('5. the next allowed minute is open, the one before is closed', () => {
    check(fc.tuple(action, context), ([a, c]) => {
      const { nextAllowedAt } = evaluate(a, c, allPacks);
      if (nextAllowedAt === undefined) return;
      const openAt = Date.parse(nextAllowedAt);
      const applicable = (ms: number) => evaluate(a, { ...c, nowUtc: new Date(ms).toISOString() }, allPacks);
      expect(openAt).toBeGreaterThan(Date.parse(c.nowUtc));
      // Rows that come into force, and consent that ends, in between are judged as of now; keep to the others.
      const changesBetween =
        ['2026-01-01', '2026-08-11', '2026-10-18'].some(
          date => Date.parse(date) > Date.parse(c.nowUtc) && Date.parse(date) <= openAt,
        ) || c.consent?.expiresAt !== undefined;
      if (changesBetween) return;
      expect(blockedByHours(applicable(openAt))).toBe(false);
      expect(blockedByHours(applicable(openAt - 60_000))).toBe(true);
    });
  });
  test('6. every reason has id, citation and remedy', () => {
    check(input, ([a, c]) => {
      const { reasons, alsoRequired, rules, effect } = evaluate(a, c, allPacks);
      expect(rules).toEqual(reasons.map(reason => reason.ruleId));
      expect(effect === 'allow').toBe(reasons.length === 0);
      for (const reason of [...reasons, ...alsoRequired]) {
        for (const text of [reason.ruleId, reason.citation, reason.remedy, reason.message]) expect(text).not.toBe('');
      }
    });
  });
  test('7. all zones together are at least as strict as each', () => {
    check(fc.tuple(action, context), ([a, c]) => {
      const facts = { ...c, recipient: { ...c.recipient, zone: undefined } };
      const together = evaluate(a, facts, allPacks);
      for (const zone of together.zones.slice(0, 6)) {
        const alone = evaluate(a, { ...facts, recipient: { ...facts.recipient, zone: zone.id } }, allPacks);
        expect(rank(together)).toBeGreaterThanOrEqual(rank(alone));
        if (blockedByHours(alone)) expect(blockedByHours(together)).toBe(true);
      }
    });
  });
  test('8. whole weeks change nothing where clocks and holidays do not change', () => {
    const steady = ['+16025550123', '+18085550123', '+13065550123', '+919812345678', '+81312345678'];
    const quiet = instantBetween('2027-01-04T00:00:00Z', '2028-06-01T00:00:00Z');
    check(
      fc.tuple(action, context, fc.constantFrom(...steady), quiet, fc.integer({ min: 1, max: 60 })),
      ([a, c, to, now, weeks]) => {
        const moved = a.channel === 'email' ? a : { ...a, to };
        const facts = { ...c, recipient: undefined, nowUtc: now };
        const first = evaluate(moved, facts, allPacks);
        const later = evaluate(moved, shifted(facts, weeks * 7 * 86_400_000), allPacks);
        expect([later.effect, later.rules]).toEqual([first.effect, first.rules]);
      },
    );
  });
  describe('9. garbage', () => {
    const anything = fc.anything({ withBigInt: true, withDate: true, withNullPrototype: true, withMap: true });
    test('as the whole input never throws and never allows', () => {
      check(fc.tuple(anything, anything, anything), ([a, c, packs]) => {
        expect(evaluate(a as Action, c as Context, packs as readonly RulePack[]).effect).toBe('deny');
      });
    });
    test('in one field of an allowed action never throws and never allows', () => {
      const allowed: Action = { channel: 'voice', to: '+12125550123', purpose: 'informational', voice: 'human' };
      const facts: Context = { nowUtc: '2026-10-14T16:00:00Z' };
      expect(evaluate(allowed, facts, allPacks).effect).toBe('allow');
      const actionFields = [
        'channel',
        'to',
        'purpose',
        'voice',
        'aiDisclosure',
        'record',
        'recordingAnnouncement',
        'email',
        'kind',
        'contentFlags',
      ];
      const contextFields = [
        'nowUtc',
        'consent',
        'optOut',
        'dnc',
        'ebr',
        'history',
        'lastInboundAt',
        'recipient',
        'allowPrefixes',
        'limits',
        'erased',
        'lineFriend',
        'softOptIn',
        'rnd',
        'sender',
      ];
      // Empty and absent values, and plain objects without known fields, are legitimate for optional facts.
      const nonsense = anything.filter(
        value =>
          value !== null &&
          value !== undefined &&
          value !== false &&
          !(value instanceof Object && Object.keys(value).length === 0) &&
          !(typeof value === 'object'),
      );
      check(
        fc.tuple(fc.constantFrom(...actionFields), fc.constantFrom(...contextFields), nonsense),
        ([inAction, inContext, value]) => {
          const strangeAction = { ...allowed, [inAction]: value === true ? 1 : value } as Action;
          const strangeFacts = { ...facts, [inContext]: value === true ? 1 : value } as Context;
          expect(evaluate(strangeAction, facts, allPacks).effect).not.toBe('allow');
          expect(evaluate(allowed, strangeFacts, allPacks).effect).not.toBe('allow');
        },
      );
    });
    test('objects whose getters throw are denied', () => {
      const hostile = new Proxy(
        {},
        {
          get: () => {
            throw new Error('no');
          },
          ownKeys: () => {
            throw new Error('no');
          },
        },
      );
      expect(evaluate(hostile as Action, hostile as Context, allPacks).rules).toEqual(['SAFE-INPUT']);
    });
  });
  test('10. a decision survives JSON', () => {
    check(input, ([a, c]) => {
      const decision = evaluate(a, c, allPacks);
      expect(JSON.parse(JSON.stringify(decision))).toEqual(decision);
    });
  });
  test('the safety pack alone is never stricter than all packs', () => {
    check(input, ([a, c]) => {
      const all = evaluate(a, c, [safetyPack, ...lawPacks]);
      expect(rank(evaluate(a, c, [safetyPack]))).toBeLessThanOrEqual(rank(all));
    });
  });
});

function reversed(pack: RulePack): RulePack {
  return { ...pack, rules: [...pack.rules].reverse() };
}

/** Every instant of the context, moved by the same time. */
function shifted(facts: Context, by: number): Context {
  const text = JSON.stringify(facts, (_key, value: unknown) =>
    typeof value === 'string' && /^\d{4}-\d\d-\d\dT/.test(value)
      ? new Date(Date.parse(value) + by).toISOString()
      : value,
  );
  return JSON.parse(text) as Context;
}
