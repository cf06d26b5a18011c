import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';

const module = pathToFileURL(join(import.meta.dirname, '..', 'tools', 'progress.mjs')).href;
const node = JSON.stringify(process.execPath);

// A server that says it is up, and says goodbye when asked to stop.
const server = JSON.stringify(
  "process.on('SIGTERM', () => { console.log('goodbye'); process.exit(7); }); setInterval(Boolean, 1000); console.log('up', process.pid);",
);

function run(script: string): { readonly child: ChildProcess; readonly output: () => string } {
  const child = spawn(
    process.execPath,
    ['--input-type=module', '-e', `import { openly, quietly } from ${JSON.stringify(module)}; ${script}`],
    {
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream!.setEncoding('utf8').on('data', chunk => {
      output += chunk;
    });
  }
  return { child, output: () => output };
}

async function said({ child, output }: ReturnType<typeof run>, text: string): Promise<void> {
  while (!output().includes(text)) await once(child.stdout!, 'data');
}

describe('a quiet step', () => {
  it('shows its title and time, and nothing of what the command printed', async () => {
    const step = run(`process.exit(await quietly('Building', ${node}, ['-e', 'console.log("noise")']));`);
    expect(await once(step.child, 'close')).toEqual([0, null]);
    expect(step.output()).toMatch(/^Building \.\.\. done in \d+\.\d s\n$/);
  });
  it('shows everything when the command fails, and keeps its code', async () => {
    const step = run(
      `process.exit(await quietly('Building', ${node}, ['-e', 'console.log("reason"); process.exit(5)']));`,
    );
    expect(await once(step.child, 'close')).toEqual([5, null]);
    expect(step.output()).toMatch(/^Building \.\.\. failed in \d+\.\d s\n\nreason\n/);
  });
  it('says so when there is no such command', async () => {
    const step = run(`process.exit(await quietly('Building', '/no/such/program', []));`);
    expect(await once(step.child, 'close')).toEqual([127, null]);
    expect(step.output()).toContain('ENOENT');
  });
  it('stops the steps after it when it is stopped', async () => {
    const step = run(`await quietly('One', ${node}, ['-e', 'setInterval(Boolean, 1000)']); console.log('two');`);
    await once(step.child.stderr!, 'data');
    step.child.kill('SIGTERM');
    expect(await once(step.child, 'close')).toEqual([143, null]);
    expect(step.output()).not.toContain('two');
  });
});

describe('an open step', () => {
  it('passes a signal on and keeps the code of the answer', async () => {
    const step = run(`process.exit(await openly(${node}, ['-e', ${server}]));`);
    await said(step, 'up');
    step.child.kill('SIGTERM');
    expect(await once(step.child, 'close')).toEqual([7, null]);
    expect(step.output()).toContain('goodbye');
  });
  it('does not outlive whoever started it', async () => {
    const inner = `import { openly } from ${JSON.stringify(module)}; await openly(${node}, ['-e', ${server}]);`;
    const outer = run(`await openly(${node}, ['--input-type=module', '-e', ${JSON.stringify(inner)}]);`);
    await said(outer, 'up');
    outer.child.kill('SIGKILL');
    await said(outer, 'goodbye');
  });
});
