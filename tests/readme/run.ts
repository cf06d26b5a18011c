import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Block, type DemoConsole, fill, readConsole } from './blocks.ts';

const main = 'apps/server/src/main.ts';

export interface Demo {
  readonly console: DemoConsole;
  stop(): Promise<void>;
}

/** Starts the demo from source, on free ports and with an empty data folder, and waits for what it prints. */
export async function startDemo(root: string): Promise<Demo> {
  if (!existsSync(join(root, main))) throw new Error(`Blocks marked test=demo need ${main}, which does not exist.`);
  const data = mkdtempSync(join(tmpdir(), 'buttdial-readme-'));
  const args = ['--conditions=@buttdial/source', main, 'demo', '--port', '0', '--network-port', '0', '--data', data];
  const server = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
  const stop = async () => {
    await end(server);
    rmSync(data, { recursive: true, force: true });
  };
  try {
    return { console: await announced(server), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Runs a block in one shell that stops at the first failing command. An HTTP answer of 400 or more fails `curl`. */
export async function runBlock(
  block: Block,
  root: string,
  demo?: DemoConsole,
): Promise<{ code: number | null; output: string }> {
  const prelude = `set -euo pipefail
curl() { command curl --fail-with-body --silent --show-error "$@"; }
buttdial() { "${process.execPath}" --conditions=@buttdial/source "${join(root, main)}" "$@"; }
npx() { if [ "$1" = buttdial ]; then "$@"; else command npx "$@"; fi; }
`;
  const script = prelude + (demo ? fill(block.commands, demo) : block.commands);
  const shell = spawn('bash', ['-c', script], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...variables(demo) },
  });
  const output = collect(shell);
  const [code] = (await once(shell, 'close')) as [number | null];
  return { code, output: output() };
}

// The names that the guides use, for a reader who exported them by hand.
function variables(demo: DemoConsole | undefined): Record<string, string> {
  if (!demo) return {};
  return {
    BUTTDIAL_URL: demo.url,
    BUTTDIAL_TOKEN: demo.agentTokens[0] ?? '',
    SECOND_AGENT_TOKEN: demo.agentTokens[1] ?? '',
    ORGANIZATION_TOKEN: demo.organizationToken,
    ORCHESTRATOR_TOKEN: demo.orchestratorToken,
    NETWORK_URL: demo.networkUrl,
  };
}

function announced(server: ChildProcess): Promise<DemoConsole> {
  const said = collect(server);
  return new Promise((resolve, reject) => {
    server.stdout?.on('data', () => {
      const found = readConsole(said());
      if (found) resolve(found);
    });
    server.once('error', reject);
    server.once('close', code =>
      reject(new Error(`The demo ended with ${code} before it was ready:\n${said().slice(-4000)}`)),
    );
  });
}

function collect(child: ChildProcess): () => string {
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (chunk: string) => {
      output += chunk;
    });
  }
  return () => output;
}

async function end(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return;
  const closed = once(server, 'close');
  server.kill('SIGTERM');
  await closed;
}
