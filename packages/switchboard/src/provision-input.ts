import { z } from 'zod';
import { routeDuplicationInput } from './route-duplication.ts';

const capabilitySet = z.object({
  phone: z.boolean().default(false),
  whatsapp: z.boolean().default(false),
  email: z.boolean().default(false),
  voiceAi: z.boolean().default(false),
});
const capabilityList = z.array(z.enum(['sms', 'phone', 'voice', 'voiceAi', 'email', 'whatsapp'])).transform(names => ({
  phone: names.includes('sms') || names.includes('phone'),
  whatsapp: names.includes('whatsapp'),
  email: names.includes('email'),
  voiceAi: names.includes('voice') || names.includes('voiceAi'),
}));

/** What is needed to make an agent. */
export const provisionInput = z.object({
  agentId: z
    .string()
    .regex(/^[a-zA-Z0-9][\w.-]{0,63}$/, 'Use letters, digits, dot, dash and underscore, at most 64.')
    .optional()
    .describe('Made up when left out.'),
  displayName: z.string().min(1).max(100),
  capabilities: z.union([capabilitySet, capabilityList]),
  greeting: z.string().max(1000).optional(),
  systemPrompt: z.string().max(20_000).optional(),
  country: z
    .string()
    .regex(/^[A-Z]{2}$/, 'Two capital letters, for example US.')
    .default('US'),
  emailDomain: z.string().max(253).optional(),
  callbackUrl: z.string().max(2048).optional().describe('Where inbound messages are posted, signed.'),
  identity: z
    .enum(['dedicated', 'shared'])
    .optional()
    .describe('Where the organization leaves it open: a number of its own, or one that all share.'),
  queueWhatsapp: z
    .boolean()
    .default(true)
    .describe('Wait for a WhatsApp sender when none is free; false refuses instead.'),
  routeDuplication: routeDuplicationInput.optional().describe('Where copies of its traffic go.'),
  agentGender: z.enum(['male', 'female', 'neutral']).default('male'),
  organizationId: z.string().max(64).optional().describe('Only for the orchestrator.'),
});
/** The parsed input of `agents.provision`. */
export type ProvisionInput = z.output<typeof provisionInput>;
