import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ButtdialError, type Runtime } from '@buttdial/core';
import { newToken } from '@buttdial/switchboard';
import { z } from 'zod';

const shape = z.object({
  encryptionKey: z.string().length(64),
  orchestratorToken: z.string(),
  organizationToken: z.string(),
  agentTokens: z.record(z.string(), z.string()),
  twilio: z.object({ accountSid: z.string(), authToken: z.string() }),
  resend: z.object({ apiKey: z.string(), webhookSecret: z.string() }),
});

/** Secrets of a demo installation. They open a simulated network and nothing else. */
export type DemoState = z.output<typeof shape>;

export const demoAgents = ['test-agent-001', 'test-agent-002'] as const;

/** The demo's secrets, made at the first start and kept in a file only the owner can read, so that a connected client stays connected. */
export function demoState(dataDir: string, runtime: Runtime): DemoState {
  const file = join(dataDir, 'demo.json');
  if (existsSync(file)) {
    const parsed = shape.safeParse(JSON.parse(readFileSync(file, 'utf8')));
    if (parsed.success) return parsed.data;
    throw new ButtdialError('configuration', 'The demo state cannot be read.', {
      problems: [`${file}: is damaged. Delete the folder ${dataDir} to start afresh.`],
    });
  }
  const state = newState(runtime);
  mkdirSync(dataDir, { recursive: true });
  writeFileSync(file, `${JSON.stringify(state, null, 2)}\n`, { mode: 0o600 });
  return state;
}

function newState(runtime: Runtime): DemoState {
  const hex = (bytes: number) => Buffer.from(runtime.randomBytes(bytes)).toString('hex');
  const token = (kind: 'agent' | 'organization' | 'orchestrator') => newToken(kind, 'test', runtime);
  return {
    encryptionKey: hex(32),
    orchestratorToken: token('orchestrator'),
    organizationToken: token('organization'),
    agentTokens: Object.fromEntries(demoAgents.map(agentId => [agentId, token('agent')])),
    twilio: { accountSid: `AC${hex(16)}`, authToken: hex(16) },
    resend: {
      apiKey: `re_${hex(16)}`,
      webhookSecret: `whsec_${Buffer.from(runtime.randomBytes(24)).toString('base64')}`,
    },
  };
}
