#!/usr/bin/env node
import { systemRuntime } from '@buttdial/core';
import { Command, InvalidArgumentError } from 'commander';
import { createVirtualClock } from './clock.ts';
import { createSandbox, type Sandbox } from './sandbox.ts';

interface CliOptions {
  readonly port: number;
  readonly host: string;
  readonly seed?: string;
  readonly virtualClock?: boolean;
  readonly empty?: boolean;
  readonly anyNumber?: boolean;
}

const demo = {
  accountSid: `AC${'0'.repeat(31)}1`,
  authToken: 'sandbox-auth-token',
  apiKey: 're_sandbox',
  webhookSecret: `whsec_${Buffer.from('sandbox webhook secret').toString('base64')}`,
  number: '+12125550101',
  phone: '+15559876543',
  domain: 'agents.example',
};

const program = new Command('buttdial-sandbox')
  .description(
    'A simulated vendor network: Twilio- and Resend-compatible servers, phones and mailboxes. Nothing leaves this machine.',
  )
  .option('-p, --port <number>', 'port to listen on, 0 for a free one', readPort, 3199)
  .option('--host <address>', 'address to listen on; the controls stay local', '127.0.0.1')
  .option('--seed <text>', 'same seed, same ids, faults and order of callbacks; a new one each time unless given')
  .option('--virtual-clock', 'time stands still until POST /control/clock/advance')
  .option('--empty', 'start without the demo account, number, domain and phone')
  .option('--any-number', 'allow numbers that could belong to somebody')
  .action(run);

await program.parseAsync();

function readPort(text: string): number {
  const port = Number(text);
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new InvalidArgumentError('A port is a number from 0 to 65535.');
  return port;
}

async function run(options: CliOptions): Promise<void> {
  const real = systemRuntime();
  const clock = options.virtualClock ? createVirtualClock(real.now()) : undefined;
  const runtime = clock ? { ...real, now: clock.now, sleep: clock.sleep, timeout: clock.timeout } : real;
  const seed = options.seed ?? Buffer.from(runtime.randomBytes(8)).toString('hex');
  const sandbox = createSandbox({ runtime, clock, seed, allowAnyNumber: options.anyNumber });
  if (!options.empty) furnish(sandbox);
  const listening = await sandbox
    .listen(options)
    .catch((cause: Error) => program.error(`Cannot listen on ${options.host}:${options.port}: ${cause.message}`));
  process.stdout.write(welcome(listening.url, seed, options));
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void sandbox.close());
}

function furnish({ control }: Sandbox): void {
  const { accountSid, authToken, apiKey, webhookSecret, number, phone, domain } = demo;
  control.addAccount({ name: 'demo', twilio: { accountSid, authToken }, resend: { apiKey, webhookSecret } });
  control.addNumber({ number, accountSid });
  control.addDomain({ domain, apiKey });
  control.addPhone({ number: phone, name: 'Ada' });
}

function welcome(url: string, seed: string, options: CliOptions): string {
  const { accountSid, authToken, apiKey, webhookSecret, number, phone, domain } = demo;
  const json = `-H 'content-type: application/json'`;
  const start = `The simulated vendor network is at ${url} (seed ${seed}). Nothing leaves this machine.

  Twilio   TWILIO_BASE_URL=${url}/twilio
  Resend   RESEND_BASE_URL=${url}/resend
  Controls ${url}/control   live events: curl -N ${url}/control/events
`;
  if (options.empty)
    return `${start}\nAdd an account: curl ${url}/control/accounts ${json} -d '{"twilio":{"accountSid":"${accountSid}","authToken":"…"}}'\n`;
  return `${start}
It holds one account with the number ${number} and the domain ${domain}:
  TWILIO_ACCOUNT_SID=${accountSid} TWILIO_AUTH_TOKEN=${authToken}
  RESEND_API_KEY=${apiKey} RESEND_WEBHOOK_SECRET=${webhookSecret}

Send an SMS to the phone ${phone}, and look at the phone:
  curl -u ${accountSid}:${authToken} ${url}/twilio/2010-04-01/Accounts/${accountSid}/Messages.json \\
    --data-urlencode From=${number} --data-urlencode To=${phone} --data-urlencode 'Body=Hello'
  sleep 1; curl ${url}/control/phones/${phone}/messages

Let inbound messages reach you, and write from the phone:
  curl -X PATCH ${url}/control/numbers/${number} ${json} -d '{"smsUrl":"http://127.0.0.1:3100/webhooks/AGENT/sms"}'
  curl ${url}/control/phones/${phone}/messages ${json} -d '{"to":"${number}","text":"Hi there"}'

Send a mail, and read it:
  curl ${url}/resend/emails -H 'authorization: Bearer ${apiKey}' ${json} \\
    -d '{"from":"support@${domain}","to":"ada@example.com","subject":"Hello","text":"It works."}'
  sleep 1; curl ${url}/control/mailboxes/ada@example.com/mails

Break the next three requests after they were executed, and see what happened:
  curl ${url}/control/faults ${json} -d '{"kind":"reset","times":3}'
  curl ${url}/control/ledger

Stop with Ctrl+C.
`;
}
