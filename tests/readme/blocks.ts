/** A command block of a Markdown file that a test runs: three backticks, `bash`, then `test=demo` or `test=shell`. */
export interface Block {
  /** `demo`: a running demo is there. `shell`: nothing is. */
  readonly test: 'demo' | 'shell';
  readonly commands: string;
  /** What the output has to contain, from `expect="…"`. */
  readonly expect?: string;
  readonly line: number;
}

/** What the demo printed on its console. */
export interface DemoConsole {
  readonly url: string;
  readonly networkUrl: string;
  readonly agentTokens: readonly string[];
  readonly organizationToken: string;
  readonly orchestratorToken: string;
}

/** The blocks of a Markdown text, in order. @throws for a mark that is misspelled, or else it would never run. */
export function findBlocks(markdown: string): Block[] {
  const lines = markdown.split('\n');
  const blocks: Block[] = [];
  let open: { readonly fence: string; readonly info: string; readonly at: number } | undefined;
  lines.forEach((line, at) => {
    const [, fence, info] = /^\s*(`{3,})(.*)$/.exec(line) ?? [];
    if (!open && fence !== undefined) open = { fence, info: info!.trim(), at };
    else if (open && line.trim() === open.fence) {
      const block = readBlock(open.info, lines.slice(open.at + 1, at).join('\n'), open.at + 1);
      if (block) blocks.push(block);
      open = undefined;
    }
  });
  return blocks;
}

/** Text as the reader would paste it: this demo's addresses and tokens in place of those in the text. */
export function fill(commands: string, demo: DemoConsole): string {
  const tokens = { agent: demo.agentTokens[0] ?? '', org: demo.organizationToken, root: demo.orchestratorToken };
  return commands
    .replaceAll(/http:\/\/(localhost|127\.0\.0\.1):3100/g, demo.url)
    .replaceAll(/http:\/\/(localhost|127\.0\.0\.1):3199/g, demo.networkUrl)
    .replaceAll(/bd_test_(agent|org|root)_(\.\.\.|…)/g, (_, kind: keyof typeof tokens) => tokens[kind]);
}

/** Addresses and tokens from what the demo says when it is up, or undefined while it has not said all of it. */
export function readConsole(said: string): DemoConsole | undefined {
  const plain = said.replaceAll(new RegExp(`${String.fromCharCode(27)}\\[[0-9;]*m`, 'g'), '');
  const address = (label: string, path: string) => new RegExp(`${label}\\s+(http://[^\\s/]+)${path}`).exec(plain)?.[1];
  const tokens = (kind: string) => [...new Set(plain.match(new RegExp(`bd_test_${kind}_\\w+`, 'g')) ?? [])];
  const url = address('REST', '/api/v1');
  const networkUrl = address('Network', '/control');
  const [organizationToken] = tokens('org');
  const [orchestratorToken] = tokens('root');
  const agentTokens = tokens('agent');
  if (!url || !networkUrl || !organizationToken || !orchestratorToken || agentTokens.length === 0) return undefined;
  return /Stop with Ctrl-C/.test(plain)
    ? { url, networkUrl, agentTokens, organizationToken, orchestratorToken }
    : undefined;
}

function readBlock(info: string, commands: string, line: number): Block | undefined {
  const [language, ...rest] = info.split(/\s+/);
  if (language !== 'bash' || rest.length === 0) return undefined;
  const marks = new Map(
    [...info.matchAll(/(\w+)=("([^"]*)"|\S+)/g)].map(([, name, raw, inner]) => [name!, inner ?? raw!]),
  );
  const test = marks.get('test');
  const unknown = [...marks.keys()].filter(name => name !== 'test' && name !== 'expect');
  if (unknown.length > 0 || (test !== 'demo' && test !== 'shell'))
    throw new Error(`Line ${line}: "${info}" is no mark this test knows (test=demo, test=shell, expect="…")`);
  const expected = marks.get('expect');
  return { test, commands, line, ...(expected === undefined ? {} : { expect: expected }) };
}
