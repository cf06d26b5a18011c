import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Block, type DemoConsole, fill, findBlocks, readConsole } from './readme/blocks.ts';
import { type Demo, runBlock, startDemo } from './readme/run.ts';

const root = join(import.meta.dirname, '..');
const guides = join(root, 'docs', 'guides');
const documents = [
  'README.md',
  ...(existsSync(guides) ? readdirSync(guides).map(file => `docs/guides/${file}`) : []),
].filter(path => path.endsWith('.md') && existsSync(join(root, path)));
const runnable = documents
  .map(path => ({ path, blocks: findBlocks(readFileSync(join(root, path), 'utf8')) }))
  .filter(document => document.blocks.length > 0);

const demoConsole: DemoConsole = {
  url: 'http://127.0.0.1:41001',
  networkUrl: 'http://127.0.0.1:41002',
  agentTokens: ['bd_test_agent_A1', 'bd_test_agent_B2'],
  organizationToken: 'bd_test_org_C3',
  orchestratorToken: 'bd_test_root_D4',
};

// What the documents tell people to type is typed here, in the order they read it.
for (const { path, blocks } of runnable) {
  describe(path, () => {
    let demo: Demo | undefined;
    beforeAll(async () => {
      if (blocks.some(block => block.test === 'demo')) demo = await startDemo(root);
    }, 120_000);
    afterAll(() => demo?.stop());
    it.each(blocks)(
      'line $line works',
      async block => judge(block, await runBlock(block, root, demo?.console)),
      120_000,
    );
  });
}

function judge(block: Block, ran: { readonly code: number | null; readonly output: string }): void {
  expect(ran, ran.output).toMatchObject({ code: 0 });
  if (block.expect !== undefined) expect(ran.output).toContain(block.expect);
}

describe('marked blocks', () => {
  const sample = [
    'Start it:',
    '```bash',
    'npm start',
    '```',
    '```bash test=demo expect="status: queued"',
    'curl http://localhost:3100/api/v1/ping -H "Authorization: Bearer bd_test_agent_…"',
    'echo "$BUTTDIAL_URL"',
    '```',
    '````markdown',
    '```bash test=shell',
    'not a block of this document',
    '```',
    '````',
    '- in a list:',
    '  ```bash test=shell',
    '  echo done',
    '  ```',
  ].join('\n');

  it('are found, and only they', () => {
    expect(findBlocks(sample)).toEqual([
      { test: 'demo', expect: 'status: queued', line: 5, commands: sample.split('\n').slice(5, 7).join('\n') },
      { test: 'shell', line: 15, commands: '  echo done' },
    ]);
  });
  it.each(['```bash test=dmeo', '```bash expect="x"', '```bash test=demo expct=x'])(
    'are refused when misspelled: %s',
    info => {
      expect(() => findBlocks(`${info}\necho\n\`\`\``)).toThrow('Line 1');
    },
  );
  it('are filled with the addresses and tokens of the demo', () => {
    const [block] = findBlocks(sample);
    expect(fill(block!.commands, demoConsole)).toContain(
      'curl http://127.0.0.1:41001/api/v1/ping -H "Authorization: Bearer bd_test_agent_A1"',
    );
    expect(fill('curl http://127.0.0.1:3199/control -H "x: bd_test_root_..."', demoConsole)).toBe(
      'curl http://127.0.0.1:41002/control -H "x: bd_test_root_D4"',
    );
  });
  it('run in one shell, with what the demo printed at hand', async () => {
    const block: Block = {
      test: 'demo',
      commands: 'name=world\necho "hello $name at $BUTTDIAL_URL"',
      expect: 'hello world at http://127.0.0.1:41001',
      line: 1,
    };
    judge(block, await runBlock(block, root, demoConsole));
  });
  it.each([
    ['a failing command in the middle', { test: 'shell', commands: 'false\necho on', line: 1 }],
    ['a failing start of a pipe', { test: 'shell', commands: 'false | cat', line: 1 }],
    ['a missing fragment', { test: 'shell', commands: 'echo here', expect: 'there', line: 1 }],
  ] as const)('fail for %s', async (_, block) => {
    const ran = await runBlock(block, root);
    expect(() => judge(block, ran)).toThrow();
  });
});

describe('the console of the demo', () => {
  const said = [
    '\u001b[1mButt-Dial is running\u001b[22m',
    '  REST             http://127.0.0.1:41001/api/v1',
    '  Network          http://127.0.0.1:41002/control   phones',
    '  test-agent-001   bd_test_agent_A1',
    '  test-agent-002   bd_test_agent_B2',
    '  organization     bd_test_org_C3',
    '  orchestrator     bd_test_root_D4',
    'curl http://127.0.0.1:41001/api/v1/send-message -H "Authorization: Bearer bd_test_agent_A1"',
    '\u001b[2mStop with Ctrl-C.\u001b[22m',
  ];

  it('is read once it is complete', () => {
    expect(readConsole(said.join('\n'))).toEqual(demoConsole);
    expect(readConsole(said.slice(0, -1).join('\n'))).toBeUndefined();
    expect(readConsole(said.filter(line => !line.includes('organization')).join('\n'))).toBeUndefined();
  });
});
