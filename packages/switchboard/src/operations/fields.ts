import { z } from 'zod';

/** Channels that carry written messages. */
export const writtenChannels = ['sms', 'whatsapp', 'email', 'line'] as const;

export const agentId = z.string().min(1).max(64).optional().describe('Agent to act as. An agent token implies it.');
export const organizationId = z.string().max(64).optional().describe('Only for the orchestrator.');
export const money = z.number().nullable().describe('In units of the currency; null while the vendor has not said.');
