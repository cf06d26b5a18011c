import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ButtdialError } from '@buttdial/core';
import { Command } from 'commander';

/** Which server, and as whom. */
export interface Where {
  readonly url: string;
  readonly token?: string;
}

/** Adds the options that say which server to talk to. */
export const withServer = (command: Command) =>
  command
    .option('--url <url>', 'address of the server', process.env.BUTTDIAL_URL ?? 'http://localhost:3100')
    .option('--token <token>', 'bearer token (default: BUTTDIAL_TOKEN, or the first demo agent of ./data)');

/** Commands that talk to a running server over REST. */
export function clientCommands(): readonly Command[] {
  return [
    withServer(new Command('send').description('Send a message: buttdial send +12125550123 "Hello"'))
      .argument('<to>', 'number, e-mail address or agent id')
      .argument('<text>', 'what to say')
      .option('--channel <channel>', 'sms, whatsapp, email or line', 'sms')
      .option('--subject <subject>', 'subject of an e-mail')
      .action(async (to: string, body: string, options: Where & { channel: string; subject?: string }) => {
        const { channel, subject } = options;
        show(await call(options, 'POST /send-message', { to, body, channel, ...(subject ? { subject } : {}) }));
      }),
    withServer(new Command('inbox').description('Show what waits for an agent.'))
      .option('--wait <seconds>', 'wait for a first message, at most 25', '0')
      .option('--ack', 'acknowledge what is shown')
      .action(async (options: Where & { wait: string; ack?: boolean }) => {
        const found = (await call(
          options,
          `GET /waiting-messages?waitSeconds=${encodeURIComponent(options.wait)}`,
        )) as { messages: { id: string }[] };
        show(found);
        const ids = found.messages.map(message => message.id);
        if (options.ack && ids.length > 0) show(await call(options, 'POST /waiting-messages/ack', { ids }));
      }),
    withServer(new Command('message').description('Show the state of one message.'))
      .argument('<id>', 'the id that send answered')
      .action(async (id: string, options: Where) =>
        show(await call(options, `GET /messages/${encodeURIComponent(id)}`)),
      ),
  ];
}

function show(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value, null, 2)}\n`);
}

/** One REST call. @throws what the server answered, for people. */
export async function call(where: Where, route: `${'GET' | 'POST'} /${string}`, body?: object): Promise<unknown> {
  const [method = 'GET', path = '/'] = route.split(' ');
  const token = where.token ?? process.env.BUTTDIAL_TOKEN ?? demoToken();
  if (!token)
    throw new ButtdialError('unauthenticated', 'No token.', { remedy: 'Give --token or set BUTTDIAL_TOKEN.' });
  const headers = { authorization: `Bearer ${token}`, ...(body ? { 'content-type': 'application/json' } : {}) };
  const response = await fetch(`${where.url.replace(/\/$/, '')}/api/v1${path}`, {
    method,
    headers,
    ...(body ? { body: JSON.stringify(body) } : {}),
  }).catch((cause: unknown) => {
    throw new ButtdialError('unavailable', `No server answers at ${where.url}.`, {
      remedy: 'Start one with "npm start", or give --url.',
      cause,
    });
  });
  const answer = (await response.json()) as { detail?: string; remedy?: string };
  if (!response.ok)
    throw new ButtdialError(
      'refused',
      answer.detail ?? `The server answered ${response.status}.`,
      answer.remedy ? { remedy: answer.remedy } : {},
    );
  return answer;
}

// Beside a demo nobody should have to copy a token.
function demoToken(): string | undefined {
  const file = join(process.env.DATA_DIR ?? 'data', 'demo.json');
  if (!existsSync(file)) return undefined;
  const state = JSON.parse(readFileSync(file, 'utf8')) as { agentTokens?: Record<string, string> };
  return Object.values(state.agentTokens ?? {})[0];
}
