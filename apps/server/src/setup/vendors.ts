import { configFields, type Provider, type ProviderDefinition, type Runtime } from '@buttdial/core';
import { z } from 'zod';
import type { Draft } from './draft.ts';
import type { Variables } from './env-file.ts';
import { type Slot, slots, type VendorTest, type VendorView } from './shapes.ts';

// A definition says what it is able to do only once it is configured; this is what the choice before that needs.
const brings: Readonly<Record<string, readonly Slot[]>> = {
  twilio: ['telephony', 'whatsapp'],
  vonage: ['telephony', 'whatsapp'],
  telnyx: ['telephony'],
  plivo: ['telephony'],
  greenapi: ['whatsapp'],
  resend: ['email'],
  smtp: ['email'],
  anthropic: ['language'],
  openai: ['language', 'realtime', 'speech', 'transcription'],
  elevenlabs: ['speech'],
  deepgram: ['speech', 'transcription'],
  flite: ['speech'],
  'edge-tts': ['speech'],
  s3: ['files'],
  disk: ['files'],
};

// Where requests go is no sign of an account.
const isPlace = /url$|^timeoutMs$/i;

/** A vendor as the wizard shows it. Secrets stay here. */
export function viewVendor(
  definition: ProviderDefinition,
  { variables, draft }: { readonly variables: Variables; readonly draft: Draft },
): VendorView {
  const { name } = definition;
  const set = configFields(definition.config).filter(field => field.env && variables[field.env]);
  const acceptedAt = draft.tested[name];
  return {
    name,
    slots: brings[name] ?? [],
    schema: z.toJSONSchema(definition.config, { io: 'input', unrepresentable: 'any' }),
    isChosen: draft.vendors?.includes(name) ?? set.some(field => !isPlace.test(field.name)),
    known: Object.fromEntries(
      set.filter(field => !field.secret).map(field => [field.name, variables[field.env ?? ''] ?? '']),
    ),
    kept: set.filter(field => field.secret).map(field => field.name),
    ...(acceptedAt === undefined ? {} : { acceptedAt }),
  };
}

/** Names of the variables that hold secrets of these vendors. */
export function secretsOf(definitions: readonly ProviderDefinition[]): ReadonlySet<string> {
  const fields = definitions.flatMap(definition => configFields(definition.config));
  return new Set(fields.filter(field => field.secret && field.env).map(field => field.env ?? ''));
}

/**
 * The choice as variables: the first chosen vendor that can fill a slot fills it, by name, so that a missing one is noticed.
 * The free voice is used only where it is named, so it is where no other one was chosen.
 */
export function slotVariables(chosen: readonly string[], before: Draft['values']): Record<string, string> {
  const voices = chosen.filter(name => brings[name]?.includes('speech'));
  const isFree = voices.length === 1 && voices[0] === freeVoice;
  const voice = isFree || before.PROVIDER_TTS === freeVoice ? { PROVIDER_TTS: isFree ? freeVoice : '' } : {};
  const filled = slots.map(slot => [
    `PROVIDER_${slot.toUpperCase()}`,
    chosen.find(name => brings[name]?.includes(slot)) ?? '',
  ]);
  return { ...Object.fromEntries(filled), ...voice };
}

const freeVoice = 'flite';

/** Tries credentials with one harmless request. `fields` are laid over what is set already. */
export async function tryVendor(
  definition: ProviderDefinition,
  fields: Readonly<Record<string, string>>,
  { runtime, signal }: { readonly runtime: Runtime; readonly signal: AbortSignal },
): Promise<VendorTest> {
  const parsed = definition.config.safeParse(fields);
  if (!parsed.success)
    return {
      outcome: 'invalid',
      problems: parsed.error.issues.map(issue => ({ field: String(issue.path[0] ?? ''), message: issue.message })),
    };
  const provider = definition.create(parsed.data, runtime);
  const capabilities = capabilitiesOf(provider);
  if (!provider.check) return { outcome: 'untried', capabilities };
  try {
    const fault = await provider.check({ signal, idempotencyKey: runtime.newId() });
    return fault ? { outcome: 'refused', fault } : { outcome: 'works', capabilities };
  } catch (error) {
    if (!signal.aborted) throw error;
    return { outcome: 'refused', fault: { kind: 'unavailable', message: 'The vendor did not answer in time.' } };
  } finally {
    await provider.close?.();
  }
}

function capabilitiesOf(provider: Provider): readonly string[] {
  return Object.keys(provider).filter(
    key => !['check', 'close'].includes(key) && Reflect.get(provider, key) !== undefined,
  );
}
