import { describe, expect, test } from 'vitest';
import {
  type Action,
  allPacks,
  type Context,
  combinePacks,
  evaluate,
  type OperatorPack,
  OperatorPackError,
  operatorPackProblems,
} from './index.ts';

const context: Context = { nowUtc: '2026-10-14T16:00:00Z' };
const call: Action = { channel: 'voice', to: '+12125550123', purpose: 'informational', voice: 'human' };
const pack = (more: Partial<OperatorPack>): OperatorPack => ({ id: 'acme', version: '1', ...more });
const adjust = (rule: string, set: Record<string, unknown>) =>
  pack({ adjust: [{ rule, set } as NonNullable<OperatorPack['adjust']>[number]] });

function problemsOf(operator: OperatorPack, options = {}): readonly string[] {
  try {
    combinePacks(allPacks, operator, options);
    return [];
  } catch (error) {
    if (error instanceof OperatorPackError) return error.problems;
    throw error;
  }
}

const lunch: NonNullable<OperatorPack['rules']>[number] = {
  id: 'ACME-LUNCH',
  kind: 'hours',
  jurisdiction: '*',
  channels: ['voice'],
  purposes: ['informational'],
  windows: {
    monFri: [
      ['09:00', '12:00'],
      ['13:00', '17:00'],
    ],
    sat: [],
    sun: [],
    holiday: [],
  },
  holidays: ['2026-10-15'],
  citation: 'House rule 7',
  confidence: 'policy',
};

describe('rules of an operator', () => {
  const packs = combinePacks(allPacks, pack({ rules: [lunch] }));
  test('are judged with the law', () => {
    const decision = evaluate(call, context, packs);
    expect([decision.effect, decision.rules, decision.nextAllowedAt]).toEqual([
      'deny',
      ['ACME-LUNCH'],
      '2026-10-14T17:00:00Z',
    ]);
    expect(decision.packs.at(-1)).toMatchObject({ id: 'acme', version: '1' });
  });
  test('know their own holidays', () => {
    const evening = evaluate(call, { nowUtc: '2026-10-14T21:30:00Z' }, packs);
    expect(evening.nextAllowedAt).toBe('2026-10-16T13:00:00Z');
  });
  test('may not take the id of a shipped rule or pack', () => {
    expect(problemsOf(pack({ rules: [{ ...lunch, id: 'GB-HOURS' }] }))[0]).toContain('GB-HOURS');
    expect(problemsOf({ ...pack({}), id: 'safety' })[0]).toContain('safety');
  });
});

describe('tightening', () => {
  test.each([
    [
      'US-TCPA-HOURS',
      {
        windows: {
          monFri: [
            ['09:00', '12:00'],
            ['13:00', '20:00'],
          ],
          sat: [['10:00', '12:00']],
          sun: [],
        },
      },
    ],
    ['IT-HOURS', { windows: { monFri: [['10:00', '19:00']], sat: [['10:00', '19:00']], sun: [], holiday: [] } }],
    ['US-UT-HOURS', { liftedBy: null }],
    ['US-FL-FREQ', { max: 1 }],
    ['US-FL-FREQ', { windowHours: 48 }],
    ['US-OR-FREQ', { exceptEbrMonths: null }],
    ['SAFE-FREQ', { max: 1 }],
    ['CA-ADAD', { needs: 'express_written' }],
    ['FR-L223-1', { exceptActiveContract: null }],
    ['US-DNC-NATIONAL', { maxAgeDays: 7, lifts: [] }],
    ['GB-TPS', { lifts: ['express_written'] }],
    [
      'CONTENT-SHAFT',
      { flags: ['sex', 'alcohol', 'firearms', 'tobacco', 'cannabis', 'gambling', 'payday_loan', 'violence'] },
    ],
  ])('%s %j is accepted and not recorded as loosened', (rule, set) => {
    const packs = combinePacks(allPacks, adjust(rule, set));
    expect(packs.flatMap(item => item.loosened ?? [])).toEqual([]);
  });
  test('takes effect', () => {
    const history = [{ channel: 'voice' as const, at: '2026-10-14T10:00:00Z' }];
    expect(evaluate(call, { ...context, history }, allPacks).effect).toBe('allow');
    expect(
      evaluate(call, { ...context, history }, combinePacks(allPacks, adjust('SAFE-FREQ', { max: 1 }))).rules,
    ).toEqual(['SAFE-FREQ']);
  });
});

describe('loosening', () => {
  test.each([
    ['US-TCPA-HOURS', { windows: { monFri: [['07:00', '21:00']], sat: [['08:00', '21:00']], sun: [] } }],
    ['US-RI-HOURS', { windows: { monFri: [['09:00', '18:00']], sat: [['10:00', '17:00']], sun: [] } }],
    ['FR-D223-9', { windows: { monFri: [['10:00', '20:00']], sat: [], sun: [], holiday: [] } }],
    ['US-TCPA-HOURS', { liftedBy: 'express_consent' }],
    ['US-FL-FREQ', { max: 4 }],
    ['US-FL-FREQ', { windowHours: 12 }],
    ['CA-ADAD', { needs: 'express_or_inferred' }],
    ['IL-30A', { needs: 'express_or_soft_optin' }],
    ['US-DNC-NATIONAL', { maxAgeDays: 60 }],
    ['GB-TPS', { lifts: ['express', 'ebr'] }],
    ['CONTENT-SHAFT', { flags: ['sex'] }],
    ['CONTENT-ABUSE', { flags: ['hate'] }],
    ['US-AL-HOURS', { windows: { monFri: [['08:00', '20:00']], sat: [], sun: [['08:00', '20:00']], holiday: [] } }],
  ])('%s %j is refused', (rule, set) => {
    const problems = problemsOf(adjust(rule, set));
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(`${rule} cannot be loosened`);
  });
  test('a policy row may be loosened or switched off, and it is recorded', () => {
    const wider = { monFri: [['07:00', '22:00']], sat: [['07:00', '22:00']], sun: [['07:00', '22:00']] };
    const [loosened] = combinePacks(allPacks, adjust('GB-HOURS', { windows: wider })).flatMap(
      item => item.loosened ?? [],
    );
    expect(loosened).toMatchObject({ ruleId: 'GB-HOURS', field: 'windows', to: wider, by: 'acme' });
    const off = combinePacks(allPacks, pack({ adjust: [{ rule: 'GB-HOURS', off: true }] }));
    expect(off.flatMap(item => item.loosened ?? [])).toHaveLength(1);
    expect(off.flatMap(item => item.rules).some(rule => rule.id === 'GB-HOURS')).toBe(false);
  });
  test('the cap on calls may be raised, never switched off', () => {
    expect(problemsOf(adjust('SAFE-FREQ', { max: 5 }))).toEqual([]);
    expect(problemsOf(pack({ adjust: [{ rule: 'SAFE-FREQ', off: true }] }))[0]).toContain('locked');
  });
  test.each([
    'OPTOUT-INTERNAL',
    'SAFE-PREMIUM',
    'CONTENT-ABUSE',
    'AI-DISCLOSE',
    'REC-ANNOUNCE',
    'US-TCPA-HOURS',
    'US-AL-HOURS',
  ])('%s cannot be switched off', rule => {
    expect(problemsOf(pack({ adjust: [{ rule, off: true }] }))[0]).toContain('cannot be switched off');
  });
  test('rows of medium confidence need a declaration', () => {
    const off = pack({ adjust: [{ rule: 'US-AL-HOURS', off: true }] });
    expect(problemsOf(off, { loosenMedium: true })).toEqual([]);
    expect(problemsOf(pack({ adjust: [{ rule: 'US-TCPA-HOURS', off: true }] }), { loosenMedium: true })).toHaveLength(
      1,
    );
  });
  test('two steps do not reach further than one', () => {
    const set = [
      { rule: 'US-FL-FREQ', set: { max: 1 } },
      { rule: 'US-FL-FREQ', set: { max: 4 } },
    ];
    expect(problemsOf(pack({ adjust: set }))[0]).toContain('US-FL-FREQ');
  });
});

describe('the form of an operator pack', () => {
  test.each([
    [null, 'object'],
    [{ version: '1' }, 'id'],
    [{ id: 'a', version: '1', extra: 1 }, 'extra'],
    [
      { id: 'a', version: '1', rules: [{ ...lunch, windows: { monFri: [['17:00', '09:00']], sat: [], sun: [] } }] },
      'windows.monFri',
    ],
    [{ id: 'a', version: '1', rules: [{ ...lunch, holidays: undefined }] }, 'holidays'],
    [{ id: 'a', version: '1', rules: [{ ...lunch, kind: 'custom', check: () => null }] }, 'custom'],
    [{ id: 'a', version: '1', rules: [{ ...lunch, kind: 'odd' }] }, 'kind'],
    [{ id: 'a', version: '1', rules: [{ ...lunch, channels: ['fax'] }] }, 'channels'],
    [{ id: 'a', version: '1', rules: [{ ...lunch, kind: 'cap', max: -1, windowHours: 0, per: 'x' }] }, 'max'],
    [
      { id: 'a', version: '1', rules: [{ ...lunch, kind: 'list', list: '', lifts: ['x'], maxAgeDays: 0, ebr: {} }] },
      'list',
    ],
    [{ id: 'a', version: '1', rules: [{ ...lunch, kind: 'consent', needs: 'love' }] }, 'needs'],
    [{ id: 'a', version: '1', rules: [{ ...lunch, kind: 'content', flags: [] }] }, 'flags'],
    [{ id: 'a', version: '1', rules: [{ ...lunch, kind: 'duty' }] }, 'duty'],
    [{ id: 'a', version: '1', adjust: [{ rule: 'X' }] }, 'either off or set'],
    [{ id: 'a', version: '1', adjust: [{ rule: 'X', off: false, why: 1 }] }, 'off'],
    [{ id: 'a', version: '1', adjust: {} }, 'list'],
  ])('%j is told what is wrong', (value, word) => {
    expect(operatorPackProblems(value).join('; ')).toContain(word);
    expect(() => combinePacks(allPacks, value as OperatorPack)).toThrow(OperatorPackError);
  });
  test('unknown rules and fields are told', () => {
    expect(problemsOf(adjust('NO-SUCH', { max: 1 }))[0]).toContain('NO-SUCH');
    expect(problemsOf(adjust('US-FL-FREQ', { citation: 'mine' }))[0]).toContain('citation');
    expect(problemsOf(adjust('US-FL-FREQ', { max: 'many' }))[0]).toContain('max');
  });
});
