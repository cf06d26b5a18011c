import { spawn } from 'node:child_process';
import { constants } from 'node:os';

const windows = process.platform === 'win32';
const frames = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];
const terminal = process.stderr.isTTY === true;

/** Runs a command without its output, which is shown only when it fails. Says what is being done and for how long. */
export async function quietly(title, command, args) {
  const started = performance.now();
  const { child, ended } = start(command, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  const sign = signOfLife(title);
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8');
    stream.on('data', chunk => {
      output += chunk;
    });
  }
  const { code, stoppedBy } = await ended;
  sign.stop();
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  say(`${terminal ? `\r\x1b[K${title}` : ''} ${code === 0 ? 'done' : 'failed'} in ${seconds} s\n`);
  // What comes after a stopped step must not start.
  if (stoppedBy) process.exit(code || 128 + constants.signals[stoppedBy]);
  if (code !== 0 && output.trim() !== '') say(`\n${output.trimEnd()}\n\n`);
  return code;
}

/** Runs a command that talks to the terminal itself. */
export async function openly(command, args, env = {}) {
  return (await start(command, args, { stdio: 'inherit', env }).ended).code;
}

export function say(text) {
  process.stderr.write(text);
}

function start(command, args, { stdio, env = {} }) {
  // The small scripts npm makes for programs are .cmd files on Windows, which only a shell can start.
  const shell = windows && command !== process.execPath;
  // Before the child is there: a signal in between would leave it behind.
  const signals = passSignalsOn();
  const child = spawn(shell ? `"${command}"` : command, shell ? args.map(quoted) : args, {
    stdio,
    shell,
    env: { ...process.env, TURBO_TELEMETRY_DISABLED: '1', DO_NOT_TRACK: '1', ...env },
  });
  signals.to = child;
  return { child, ended: endOf(child, signals) };
}

function quoted(argument) {
  return /^[\w@.:/\\=,-]+$/.test(argument) ? argument : `"${argument.replaceAll('"', '\\"')}"`;
}

/** How a child ended. Its code is 128 + n when a signal ended it; `stoppedBy` is the signal that we were sent meanwhile. */
function endOf(child, signals) {
  return new Promise(resolve => {
    const finish = code => resolve({ code, stoppedBy: signals.stop() });
    child.once('error', error => {
      say(`${error.message}\n`);
      finish(127);
    });
    child.once('close', (code, signal) => finish(signal ? 128 + (constants.signals[signal] ?? 1) : (code ?? 1)));
  });
}

function passSignalsOn() {
  let seen;
  const listeners = ['SIGINT', 'SIGTERM', 'SIGHUP'].map(signal => [signal, () => receive(signal)]);
  for (const [signal, listener] of listeners) process.on(signal, listener);
  // Whoever started us may be killed without a word; an orphan must not keep the server running.
  const parent = process.ppid;
  const watch = setInterval(() => process.ppid !== parent && receive('SIGTERM'), 500).unref();
  const signals = { to: undefined, stop };
  return signals;

  function receive(signal) {
    const again = seen === signal;
    seen = signal;
    // Ctrl-C reaches the whole group of a terminal: the child has it already.
    if (!again && !(signal === 'SIGINT' && process.stdin.isTTY)) signals.to?.kill(signal);
  }

  function stop() {
    clearInterval(watch);
    for (const [signal, listener] of listeners) process.off(signal, listener);
    return seen;
  }
}

/** A turning wheel on a terminal; elsewhere one line that grows by a dot every five seconds. */
function signOfLife(title) {
  const started = performance.now();
  let turns = 0;
  if (!terminal) say(`${title} ...`);
  const timer = setInterval(
    () => {
      const seconds = Math.round((performance.now() - started) / 1000);
      say(terminal ? `\r\x1b[K${frames[turns++ % frames.length]} ${title} ${seconds} s` : '.');
    },
    terminal ? 100 : 5000,
  );
  return { stop: () => clearInterval(timer) };
}
