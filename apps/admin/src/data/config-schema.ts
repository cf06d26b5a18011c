/** One field of a vendor's configuration, as JSON Schema with what its definition says about it. */
export interface ConfigProperty {
  readonly type?: string;
  readonly enum?: readonly unknown[];
  readonly default?: unknown;
  readonly secret?: boolean;
  readonly env?: string;
  readonly label?: string;
  readonly help?: string;
}
/** What a vendor asks for: the JSON Schema of a definition's configuration. */
export interface ConfigSchema {
  readonly properties?: Readonly<Record<string, ConfigProperty>>;
  readonly required?: readonly string[];
}
