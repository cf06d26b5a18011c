import type { Provider } from '@buttdial/core';
import type { Fields, Vault } from './vault.ts';

/** A provider made from what an organization entered, or what is wrong with that. */
export type Offered =
  | { readonly provider: Provider }
  | { readonly problems: readonly { readonly field: string; readonly message: string }[] };

/**
 * Makes a provider of that name with these fields. Undefined when the operator offers no such provider: which packages
 * are loaded is never up to a request or to the database.
 */
export type OfferProvider = (name: string, fields: Fields) => Promise<Offered | undefined>;

/** A provider as an organization may bring an account for it. */
export interface CatalogEntry {
  readonly name: string;
  /** JSON Schema of what the organization enters. */
  readonly schema: Readonly<Record<string, unknown>>;
}

/** What it takes to keep vendor accounts of organizations. */
export interface ProviderDesk {
  /** Every provider that `offer` knows; without it people cannot choose, but programs can still name one. */
  readonly catalog?: () => Promise<readonly CatalogEntry[]>;
  readonly vault: Vault;
  readonly offer: OfferProvider;
}
