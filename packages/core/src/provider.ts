import type { z } from 'zod';
import type { Capabilities } from './capabilities.ts';
import type { Fault } from './fault.ts';
import type { Call } from './receipt.ts';
import type { Runtime } from './runtime.ts';

/** A live connection to a vendor: exactly the capabilities it offers, by presence. */
export type Provider = { readonly [C in keyof Capabilities]?: Capabilities[C] } & {
  /** Tries the credentials with one harmless request. Undefined means they work. */
  check?(call: Call): Promise<Fault | undefined>;
  close?(): Promise<void>;
};

/** Metadata of a configuration field, given with zod's `.meta()`: drives env reading, the credential form and redaction. */
export interface FieldMeta {
  /** The environment variable that feeds the field. */
  readonly env?: string;
  /** Never shown, logged or returned. */
  readonly secret?: boolean;
  readonly label?: string;
  readonly help?: string;
}

/** What a provider package exports as its default. */
export interface ProviderDefinition<Config extends z.ZodObject = z.ZodObject, P extends Provider = Provider> {
  readonly contract: 1;
  /** The package's suffix: `twilio` for `@buttdial/provider-twilio`. */
  readonly name: string;
  readonly config: Config;
  /** Builds the provider. Does no I/O, reads no environment, cannot fail. */
  create(config: z.output<Config>, runtime: Runtime): P;
}

const brand = Symbol.for('buttdial.provider');

/**
 * Marks a definition so that a loader recognizes it, even when it was built against another copy of this package.
 * @example export default defineProvider({ contract: 1, name: 'acme', config, create });
 */
export function defineProvider<Config extends z.ZodObject, P extends Provider>(
  definition: ProviderDefinition<Config, P>,
): ProviderDefinition<Config, P> {
  return Object.freeze(Object.defineProperty({ ...definition }, brand, { value: definition.contract }));
}

/** True for a definition made with `defineProvider` of contract 1. */
export function isProviderDefinition(value: unknown): value is ProviderDefinition {
  return typeof value === 'object' && value !== null && Reflect.get(value, brand) === 1;
}

/** One configuration field as its schema describes it. */
export interface ConfigField extends FieldMeta {
  readonly name: string;
  readonly required: boolean;
}

/** The fields of a definition's configuration, in the order of the schema. */
export function configFields(config: z.ZodObject): readonly ConfigField[] {
  return Object.entries(config.shape).map(([name, schema]) => {
    const field = schema as z.ZodType;
    const meta = (field.meta() ?? {}) as FieldMeta;
    return { ...meta, name, required: !field.safeParse(undefined).success };
  });
}
