import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const cli = fileURLToPath(new URL('./cli.ts', import.meta.url));

function start(...options: string[]) {
  const child = spawn(process.execPath, ['--conditions=@buttdial/source', cli, ...options], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  const saying = (wanted: RegExp) =>
    new Promise<RegExpExecArray>((resolve, reject) => {
      const look = (chunk: Buffer | string) => {
        said += chunk;
        const found = wanted.exec(said);
        if (found) resolve(found);
      };
      child.stdout.on('data', look);
      child.stderr.on('data', look);
      child.once('exit', code => reject(new Error(`ended with ${code}: ${said}`)));
    });
  return { child, saying, ended: once(child, 'exit') };
}

it('says what it simulates, serves it, and stops when asked', async () => {
  const { child, saying, ended } = start('--port', '0', '--seed', 'cli');
  const [, url] = await saying(/network is at (http:\/\/127\.0\.0\.1:\d+) \(seed cli\)[\s\S]*Stop with Ctrl\+C/);
  const phones = await fetch(`${url}/control/phones`);
  expect(await phones.json()).toEqual({ data: [{ number: '+15559876543', name: 'Ada' }] });
  child.kill('SIGTERM');
  expect(await ended).toEqual([0, null]);
});

it('explains itself, and refuses what is no port', async () => {
  const help = start('--help');
  await help.saying(/Usage: buttdial-sandbox[\s\S]*--port[\s\S]*--host[\s\S]*--seed/);
  expect(await help.ended).toEqual([0, null]);
  const wrong = start('--port', 'door');
  await wrong.saying(/A port is a number/);
  expect(await wrong.ended).toEqual([1, null]);
});
