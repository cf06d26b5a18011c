import { channels, type Organization } from '@buttdial/core';
import { z } from 'zod';

const days = (most: number) => z.int().min(1).max(most);
const perChannel = z.partialRecord(z.enum(channels), days(3650));
const poolTargets = z.object({
  numbers: z.int().min(0).max(100).default(0).describe('How many free phone numbers to hold ready.'),
  senders: z.int().min(0).max(20).default(0).describe('How many approved WhatsApp senders to hold ready.'),
  country: z
    .string()
    .regex(/^[A-Z]{2}$/, 'Two capital letters, for example US.')
    .default('US'),
  displayName: z.string().min(1).max(100).optional().describe('The name that people see on WhatsApp.'),
  monthlyBudget: z
    .number()
    .min(0)
    .max(100_000)
    .default(0)
    .describe('What all entries of the pools may cost a month together, in USD.'),
  maxRentalsPerDay: z.int().min(0).max(100).default(3),
});

/** What an organization chooses for itself; null in an edit goes back to what the server does otherwise. */
export const organizationSettings = z.object({
  identityMode: z.enum(['dedicated', 'shared', 'hybrid']).optional(),
  defaultAgentId: z.string().min(1).max(64).optional().describe('Gets what strangers write to shared numbers.'),
  otpProvider: z.enum(['builtin', 'vendor']).optional().describe('Who makes and checks one-time codes.'),
  retentionDays: perChannel.optional().describe('Shorter than the server keeps things, per channel.'),
  keepBodiesDays: days(3650)
    .optional()
    .describe('Keep the text of messages for so long, sealed. Off unless it is set.'),
  transcribeAudio: z
    .boolean()
    .optional()
    .describe('Have voice notes that come in transcribed when the agent reads them. Costs what the vendor takes.'),
  pools: poolTargets.optional(),
});
/** An organization's own choices. */
export type OrganizationSettings = z.output<typeof organizationSettings>;

/** Reads what an organization chose. What is not of its shape counts as not chosen. */
export function readSettings(organization: Pick<Organization, 'settings'> | undefined): OrganizationSettings {
  const kept = organization?.settings ?? {};
  const read = Object.entries(organizationSettings.shape).map(([field, schema]) => {
    const parsed = schema.safeParse(kept[field]);
    return [field, parsed.success ? parsed.data : undefined] as const;
  });
  return Object.fromEntries(read.filter(([, value]) => value !== undefined));
}
