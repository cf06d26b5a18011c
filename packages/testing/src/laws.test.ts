import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';

/** What JSON reporters say about one test. */
interface Told {
  readonly ancestorTitles: readonly string[];
  readonly title: string;
  readonly status: 'passed' | 'failed' | 'skipped' | 'pending' | 'todo';
}

let told: readonly Told[] = [];
let output = '';

/** Runs the suites on providers that each break one law. */
beforeAll(async () => {
  const vitest = join(dirname(createRequire(import.meta.url).resolve('vitest/package.json')), 'vitest.mjs');
  const config = fileURLToPath(new URL('../fixtures/vitest.config.ts', import.meta.url));
  const scratch = mkdtempSync(join(tmpdir(), 'buttdial-laws-'));
  const report = join(scratch, 'report.json');
  output = await new Promise(resolve => {
    const options = ['run', '--config', config, '--reporter=json', `--outputFile=${report}`, '--reporter=default'];
    execFile(
      process.execPath,
      [vitest, ...options],
      { cwd: dirname(config), maxBuffer: 1 << 26 },
      (_, stdout, stderr) => resolve(stdout + stderr),
    );
  });
  const { testResults } = JSON.parse(readFileSync(report, 'utf8')) as { testResults: { assertionResults: Told[] }[] };
  rmSync(scratch, { recursive: true });
  told = testResults.flatMap(file => file.assertionResults);
}, 120_000);

const failedFor = (provider: string) =>
  told.filter(one => one.ancestorTitles[0] === provider && one.status === 'failed').map(one => one.title);
const triedFor = (provider: string) =>
  told.filter(one => one.ancestorTitles[0] === provider && one.status === 'passed').length;

describe('the laws of sending', () => {
  it('pass for a provider that keeps them', () => {
    expect(failedFor('keeps the laws')).toEqual([]);
    expect(triedFor('keeps the laws')).toBeGreaterThan(15);
  });
  const breaches: Readonly<Record<string, RegExp>> = {
    'asks again when the vendor is down': /unavailable vendor/,
    'takes a lost answer for refused': /reset after the request/,
    'takes every answer for sent': /success that cannot be read/,
    'makes up the id': /takes over the id/,
    'knows only one fault': /rejected credentials/,
    'forgets how long to wait': /too many requests/,
    'logs the recipient': /no address, text or secret/,
    'does not listen to the signal': /aborted under way/,
    'rejects with an error of its own': /aborted before/,
    'sends on any channel': /channel that it does not declare/,
    'sends what the vendor would not take': /exactly one request/,
    'leaves out the idempotency key': /idempotency key/,
  };
  for (const [provider, law] of Object.entries(breaches)) {
    it(`catch a provider that ${provider}`, () =>
      expect(failedFor(provider)).toContainEqual(expect.stringMatching(law)));
  }
});

describe('the laws of webhooks', () => {
  it('pass for a provider that keeps them', () => {
    expect(failedFor('hooks that keep the laws')).toEqual([]);
    expect(triedFor('hooks that keep the laws')).toBeGreaterThan(8);
  });
  const breaches: Readonly<Record<string, readonly RegExp[]>> = {
    'hooks that believe everything': [
      /byte of its body/,
      /another address/,
      /signature headers/,
      /five minutes/,
      /another secret/,
    ],
    'hooks that believe nothing': [/every genuine/, /vector acme-good/],
    'hooks that forget the end of the body': [/every genuine/],
    'hooks that tell the time': [/same events/],
    'hooks that choke on garbage': [/garbage/],
    'hooks that read nothing': [/reads a message/, /sample acme-text/],
  };
  for (const [provider, laws] of Object.entries(breaches)) {
    it(`catch ${provider}`, () => {
      for (const law of laws) expect(failedFor(provider)).toContainEqual(expect.stringMatching(law));
    });
  }
});

describe('the laws of calls', () => {
  it.each(['a carrier that keeps the laws', 'lines that keep the laws'])('pass for %s', provider => {
    expect(failedFor(provider)).toEqual([]);
    expect(triedFor(provider)).toBeGreaterThan(15);
  });
  const breaches: Readonly<Record<string, readonly RegExp[]>> = {
    'a carrier that writes documents by hand': [/hostile text be nothing but text \(say\)/],
    'a carrier that names no type': [/type of content/],
    'a carrier that hangs up twice': [/control that was lost/],
    'a carrier that invents calls': [/call that does not exist/],
    'a carrier that finds the calls of others': [/and no other/],
    'a carrier that takes silence for an empty list': [/for an empty list/],
    'a carrier that redirects the dead': [/call that is over/],
    'lines that end twice': [/socket is lost/, /socket breaks/],
    'lines of a stranger': [/whose call/],
    'lines that talk on': [/says nothing afterwards/, /says nothing into/, /writes nothing into/],
    'lines that forget to clear': [/clears at once/],
    'lines that stay open': [/hangs up by closing/],
  };
  for (const [provider, laws] of Object.entries(breaches)) {
    it(`catch ${provider}`, () => {
      for (const law of laws) expect(failedFor(provider)).toContainEqual(expect.stringMatching(law));
    });
  }
});

describe('the laws of files', () => {
  it('pass for a store that keeps them', () => {
    expect(failedFor('a shelf that keeps the laws')).toEqual([]);
    expect(triedFor('a shelf that keeps the laws')).toBeGreaterThan(18);
  });
  const breaches: Readonly<Record<string, readonly RegExp[]>> = {
    'a shelf that takes any key': [/what is not a key/, /not a content type/],
    'a shelf that keeps half a file': [/stream breaks/, /aborted/],
    'a shelf that forgets types': [/gives back what was put/],
    'a shelf that does not listen to the signal': [/aborted/],
    'a shelf that misses the deleted': [/second time without complaint/],
    'a shelf that lists one page': [/more than fit on a page/],
    'a shelf that lists the young': [/stored earlier than asked/],
    'a shelf whose keys are all small letters': [/nearly the same/],
    'a shelf whose links never end': [/until it expires/, /more of a link/],
  };
  for (const [store, laws] of Object.entries(breaches)) {
    it(`catch ${store}`, () => {
      for (const law of laws) expect(failedFor(store)).toContainEqual(expect.stringMatching(law));
    });
  }
});

describe('the laws of streams', () => {
  it.each([
    'a mind that keeps the laws',
    'a mouth that keeps the laws',
    'ears that keep the laws',
    'a talker that keeps the laws',
  ])('pass for %s', provider => {
    expect(failedFor(provider)).toEqual([]);
    expect(triedFor(provider)).toBeGreaterThan(9);
  });
  const breaches: Readonly<Record<string, RegExp>> = {
    'a mind that ends twice': /then ends once/,
    'a mind that hides a broken answer': /connection breaks in the middle/,
    'a mind that forgets how long to wait': /time to wait/,
    'a mind that stays open': /leaves in the middle/,
    'a mind that does not listen to the signal': /aborted before/,
    'a mind that logs its key': /fault of the credentials/,
    'a mind that cuts arguments': /whole arguments/,
    'a mouth that says half': /speaks a whole text/,
    'a mouth that aligns nothing': /aligns the whole text/,
    'ears that hear things': /nothing in silence/,
    'ears that lose the last words': /what was said last/,
    'ears that end no turn': /a turn is over/,
    'a talker that ends twice': /ends exactly once/,
    'a talker that answers unasked': /and only then/,
    'a talker that cuts beyond the end': /never more than there was/,
    'a talker that counts nothing': /each answer took/,
    'a talker that does not listen to the signal': /when it is aborted/,
  };
  for (const [provider, law] of Object.entries(breaches)) {
    it(`catch ${provider}`, () => expect(failedFor(provider)).toContainEqual(expect.stringMatching(law)));
  }
});

describe('the laws of a definition', () => {
  it('catch a careless one', () => {
    const laws = [
      /named after its package/,
      /variable of its own/,
      /marks whatever is named a token/,
      /address be replaced/,
      /creates without I\/O/,
      /imported without environment/,
    ];
    for (const law of laws) expect(failedFor('a careless definition')).toContainEqual(expect.stringMatching(law));
    expect(failedFor('a definition tried with a wrong configuration')).toContainEqual(
      expect.stringMatching(/configuration of this test/),
    );
    expect(failedFor('a definition that defineProvider did not make')).toContainEqual(
      expect.stringMatching(/made by defineProvider/),
    );
  });
});

describe('without the vendor’s material', () => {
  it('says loudly, and once, that nothing was held against it', () => {
    const said = told.filter(one => one.title.startsWith('NOT CHECKED: acme'));
    expect(said).toHaveLength(1);
    expect(said[0]!.status).not.toBe('passed');
    expect(output).toContain('NOT CHECKED against the description of acme');
  });
});
