import { describe, expect, test } from 'vitest';
import corpus from '../corpus/cases.json' with { type: 'json' };
import {
  type Action,
  allPacks,
  type Case,
  type Context,
  checkCase,
  evaluate,
  lawPacks,
  nextWindow,
  packProblems,
  type RulePack,
  recordingDuty,
  safetyPack,
} from './index.ts';

/* corpus/cases.json: original work of this project, see NOTICE. */
const cases = corpus.cases as unknown as readonly Case[];

const noon = '2026-10-14T16:00:00Z';
const call: Action = { channel: 'voice', to: '+12125550123', purpose: 'informational', voice: 'human' };
const context: Context = { nowUtc: noon };

describe('the table of cases', () => {
  test('has the 144 cases it is known for', () => {
    expect(cases).toHaveLength(144);
  });
  test.each(cases.map(item => [item.id, item.title, item] as const))('%s %s', (_id, _title, item) => {
    expect(checkCase(item, allPacks).differences).toEqual([]);
  });
  test('a wrong expectation is noticed in effect, rules and time', () => {
    const item = cases[0];
    if (item === undefined) throw new Error('no case');
    const wrong = {
      ...item,
      expected: { effect: 'allow', rules: ['X'], nextAllowedUtc: '2026-01-01T00:00:00Z' },
    } as const;
    expect(checkCase(wrong, allPacks).differences).toHaveLength(3);
  });
  test('every reason of every case names its source', () => {
    for (const item of cases) {
      for (const reason of checkCase(item, allPacks).decision.reasons) {
        expect(reason.citation).not.toBe('');
        expect(reason.remedy).not.toBe('');
        expect(JSON.stringify(reason)).not.toContain(item.action.to);
      }
    }
  });
});

describe('the packs', () => {
  test('are well formed', () => {
    for (const pack of allPacks) expect(packProblems(pack)).toEqual([]);
  });
  test('use every rule id once', () => {
    const ids = allPacks.flatMap(pack => pack.rules.map(rule => rule.id));
    expect(new Set(ids).size).toBe(ids.length);
  });
  test('are told with version and hash', () => {
    const decision = evaluate(call, context, allPacks);
    expect(decision.packs.map(pack => pack.id)).toEqual(allPacks.map(pack => pack.id));
    for (const pack of decision.packs) expect(pack.hash).toMatch(/^[0-9a-f]{64}$/);
  });
  test('are read again when another one is on the list', () => {
    const packs: RulePack[] = [...lawPacks];
    expect(evaluate(call, context, packs).effect).toBe('allow');
    const rule = {
      ...safetyPack.rules[0]!,
      id: 'HOUSE-NEVER',
      kind: 'custom',
      channels: ['voice'],
      purposes: ['*'],
    } as const;
    packs[0] = {
      id: 'house',
      version: '1',
      rules: [{ ...rule, check: () => ({ effect: 'deny', message: 'No.', remedy: 'None.' }) }],
    };
    expect(evaluate(call, context, packs).rules).toEqual(['HOUSE-NEVER']);
  });
  test('a changed rule changes the hash', () => {
    const [first] = lawPacks;
    if (first === undefined) throw new Error('no pack');
    const changed = { ...first, rules: first.rules.slice(1) };
    const hash = (pack: RulePack) => evaluate(call, context, [pack]).packs[1]?.hash;
    expect(hash(changed)).not.toBe(hash(first));
  });
});

describe('the safety pack alone', () => {
  const judge = (action: Partial<Action>, more: Partial<Context> = {}) =>
    evaluate({ ...call, ...action }, { ...context, ...more }, [safetyPack]);
  test.each(['911', '112', '+1911', '+44999', '000', '9-1-1', '９１１', '+1 911'])(
    'refuses the emergency number %s',
    to => {
      expect(judge({ to }).rules).toEqual(['SAFE-EMERGENCY']);
    },
  );
  test.each(['12345', '', '+1', '+19765551234', '+12125550', 'hello', '+1212555O123', '+12121110123'])(
    'refuses %j',
    to => {
      expect(judge({ to }).rules).toEqual(['SAFE-INVALID-NUMBER']);
    },
  );
  test.each(['+19005550123', '+12129760123', '+447012345678', '+448712345678'])('refuses the tariff of %s', to => {
    expect(judge({ to }).rules).toEqual(['SAFE-PREMIUM']);
  });
  test('lets a shared tariff through an allow-list, never a premium one', () => {
    expect(judge({ to: '+611300123456' }).rules).toEqual(['SAFE-PREMIUM']);
    expect(judge({ to: '+611300123456' }, { allowPrefixes: ['+611300'] }).effect).toBe('allow');
    expect(judge({ to: '+19005550123' }, { allowPrefixes: ['+1'] }).effect).toBe('deny');
  });
  test('refuses who opted out, and the third call of a day', () => {
    expect(judge({}, { optOut: { at: noon, channel: 'sms' } }).rules).toEqual(['OPTOUT-INTERNAL']);
    const history = ['2026-10-14T01:00:00Z', '2026-10-14T02:00:00Z'].map(at => ({ channel: 'voice' as const, at }));
    expect(judge({}, { history }).rules).toEqual(['SAFE-FREQ']);
  });
  test('allows an ordinary call', () => {
    expect(judge({}).effect).toBe('allow');
  });
  test('cannot be replaced by an empty pack of its name', () => {
    const decision = evaluate({ ...call, to: '+19005550123' }, context, [{ id: 'safety', version: '9', rules: [] }]);
    expect(decision.rules).toEqual(['SAFE-PREMIUM']);
  });
  test('is added when it is left out', () => {
    const decision = evaluate({ ...call, to: '+19005550123' }, context, []);
    expect(decision.rules).toEqual(['SAFE-PREMIUM']);
    expect(decision.packs.map(pack => pack.id)).toEqual(['safety']);
  });
});

describe('facts that cannot be read', () => {
  test.each([
    ['channel', { ...call, channel: 'fax' }, context],
    ['purpose', { ...call, purpose: 'fun' }, context],
    ['voice', { ...call, voice: undefined }, context],
    ['aiDisclosure', { ...call, aiDisclosure: 'yes' }, context],
    ['contentFlags', { ...call, contentFlags: ['nonsense'] }, context],
    ['nowUtc', call, {}],
    ['nowUtc', call, { nowUtc: '2026-10-14T16:00:00' }],
    ['nowUtc', call, { nowUtc: '2026-02-30T16:00:00Z' }],
    ['optOut', call, { ...context, optOut: { channel: 'sms' } }],
    ['dnc', call, { ...context, dnc: { 'ftc-national': { asOf: noon } } }],
    ['region', call, { ...context, recipient: { region: 'ZZ' } }],
    ['state', call, { ...context, recipient: { state: 'XX' } }],
    ['history', call, { ...context, history: [{ channel: 'voice', at: 'yesterday' }] }],
    ['allowPrefixes', call, { ...context, allowPrefixes: [''] }],
    ['maxCallsPerDayToSameNumber', call, { ...context, limits: { maxCallsPerDayToSameNumber: -1 } }],
    ['rnd', call, { ...context, rnd: { result: 'maybe' } }],
  ])('deny: %s', (field, action, facts) => {
    const decision = evaluate(action as Action, facts as unknown as Context, allPacks);
    expect(decision.rules).toEqual(['SAFE-INPUT']);
    expect(decision.reasons[0]?.message).toContain(field);
  });
  test('a zone that does not exist denies, whatever else applies', () => {
    expect(evaluate(call, { ...context, recipient: { zone: 'Mars/Phobos' } }, allPacks).rules).toEqual(['TZ-UNKNOWN']);
  });
  test('an endless object is answered', () => {
    const endless: Record<string, unknown> = {};
    for (let i = 0; i < 50; i += 1) endless[`field${i}`] = endless;
    expect(evaluate(endless as unknown as Action, endless as unknown as Context, allPacks).rules).toEqual([
      'SAFE-INPUT',
    ]);
  });
  test('a broken pack denies', () => {
    const broken = { id: 'x', version: '1', rules: [{ id: 'A' }] } as unknown as RulePack;
    expect(evaluate(call, context, [broken]).rules).toEqual(['SAFE-PACK']);
  });
  test('a rule that throws denies', () => {
    const pack: RulePack = {
      id: 'x',
      version: '1',
      rules: [
        {
          id: 'X-1',
          kind: 'custom',
          jurisdiction: '*',
          channels: ['voice'],
          purposes: ['*'],
          citation: 'test',
          confidence: 'policy',
          check: () => {
            throw new TypeError('broken');
          },
        },
      ],
    };
    expect(evaluate(call, context, [pack]).rules).toEqual(['X-1']);
  });
});

describe('what goes with a decision', () => {
  test('jurisdictions and zones say why', () => {
    const decision = evaluate({ ...call, to: '+12085550123' }, { ...context, recipient: { region: 'DE' } }, allPacks);
    expect(decision.jurisdictions).toEqual([
      { code: 'US', because: 'region', modelled: true },
      { code: 'US-ID', because: 'area_code', modelled: false },
      { code: 'DE', because: 'known_address', modelled: true },
      { code: 'EU', because: 'member_state', modelled: true },
    ]);
    expect(decision.zones).toEqual([
      { id: 'America/Boise', because: 'area_code' },
      { id: 'America/Los_Angeles', because: 'area_code' },
    ]);
    expect(decision.tzdata).toMatch(/2026|agrees/);
    expect(decision.inputHash).toMatch(/^[0-9a-f]{64}$/);
  });
  test('a country without a pack is told', () => {
    const [brazil] = evaluate({ ...call, to: '+5511961234567' }, context, allPacks).jurisdictions;
    expect(brazil).toEqual({ code: 'BR', because: 'region', modelled: false });
  });
  test('an AI call to California owes disclosure, identification and truth', () => {
    const consent = { level: 'express', channels: ['voice'], purposes: ['informational'], grantedAt: noon } as const;
    const ai: Action = { ...call, to: '+14155550123', voice: 'ai', aiDisclosure: true };
    const duties = evaluate(ai, { ...context, consent }, allPacks).obligations;
    expect(duties.map(duty => duty.ruleId)).toEqual([
      'AI-ANSWER-TRUTHFULLY',
      'AI-DISCLOSE-DEFAULT',
      'US-CA-2874',
      'US-TCPA-ID',
    ]);
    expect(duties.find(duty => duty.duty === 'ai_disclosure')?.satisfied).toBe(true);
  });
  test('a recorded call owes the stricter duty first', () => {
    const recorded: Action = { ...call, to: '+14155550123', record: true, recordingAnnouncement: true };
    expect(recordingDuty(recorded, context, allPacks).map(duty => duty.ruleId)).toEqual(['US-CA-RECORD', 'US-RECORD']);
    expect(recordingDuty(call, context, allPacks)).toEqual([]);
  });
  test('denied and required at once: only denials decide', () => {
    const both = evaluate({ ...call, voice: 'ai', purpose: 'otp' }, { ...context, erased: true }, allPacks);
    expect(both.rules).toEqual(['GDPR-ERASED']);
    expect(both.alsoRequired.map(reason => reason.ruleId)).toEqual(['AI-DISCLOSE']);
  });
  test('holidays beyond the list are asked about, not assumed', () => {
    const fresh = { asOf: '2029-01-09T17:00:00Z', listed: false };
    const facts: Context = { nowUtc: '2029-01-09T17:00:00Z', dnc: { 'ftc-national': fresh } };
    const decision = evaluate({ ...call, to: '+14015550123', purpose: 'marketing' }, facts, allPacks);
    expect(decision.rules).toEqual(['HOLIDAYS-UNKNOWN']);
  });
  test('caps per subject and per agent count only what is the same or unknown', () => {
    const history = (subject: string) =>
      [1, 2, 3].map(hour => ({ channel: 'sms' as const, at: `2026-10-14T0${hour}:00:00Z`, subject }));
    const text: Action = { channel: 'sms', to: '+13055550123', purpose: 'marketing', subject: 'shoes' };
    const rules = (subject: string) => evaluate(text, { ...context, history: history(subject) }, allPacks).rules;
    expect(rules('shoes')).toContain('US-FL-FREQ');
    expect(rules('hats')).not.toContain('US-FL-FREQ');
  });
  test('a revoked consent does not count', () => {
    const consent = {
      level: 'express_written',
      channels: ['sms'],
      purposes: ['informational'],
      grantedAt: noon,
    } as const;
    const text: Action = { channel: 'sms', to: '+12125550123', purpose: 'informational' };
    const facts: Context = { ...context, sender: { a2pRegistered: true }, consent };
    expect(evaluate(text, facts, allPacks).effect).toBe('allow');
    expect(evaluate(text, { ...facts, consent: { ...consent, revokedAt: noon } }, allPacks).rules).toEqual([
      'US-TEXT-PEC',
    ]);
  });
  test('nextWindow answers the opening, and nothing when hours do not block', () => {
    const late: Context = { nowUtc: '2026-10-15T03:00:00Z' };
    expect(nextWindow({ ...call, purpose: 'marketing' }, late, allPacks)).toBe('2026-10-15T12:00:00Z');
    expect(nextWindow(call, late, allPacks)).toBeUndefined();
  });
});
