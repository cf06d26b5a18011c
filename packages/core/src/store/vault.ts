import type { Room } from './rooms.ts';

/** An organization's key for its credentials, wrapped by a root key that is not in the database. */
export interface DataKey {
  readonly id: string;
  readonly organizationId: string;
  /** Which root key wrapped it. */
  readonly rootKeyId: string;
  /** AES-256-GCM. */
  readonly wrapped: Uint8Array;
  readonly createdAt: Date;
  /** Set when nothing new is sealed with it any more. */
  readonly retiredAt?: Date;
}

/** What an organization has at one vendor, field by field, sealed. */
export interface Credential {
  readonly organizationId: string;
  /** Name of the connection, `twilio`. */
  readonly connection: string;
  /** Counts up from 1 with every change. */
  readonly version: number;
  /** The data key that its fields are sealed with. */
  readonly keyId: string;
  /** Base64 of each sealed field. */
  readonly sealed: Readonly<Record<string, string>>;
  readonly updatedAt: Date;
}

/** Sealed credentials and the wrapped keys that they are sealed with. What can open them is elsewhere. */
export type VaultRoom = Room<{
  /** Oldest first, retired ones included. */
  keys(organizationId: string): Promise<readonly DataKey[]>;
  /** Adds a key and retires the earlier ones, in one transaction. */
  addKey(organizationId: string, key: Omit<DataKey, 'organizationId' | 'retiredAt'>): Promise<void>;
  /** Wraps a key with another root key; what it sealed stays as it is. False when there is no such key. */
  rewrap(organizationId: string, keyId: string, wrapping: Pick<DataKey, 'rootKeyId' | 'wrapped'>): Promise<boolean>;
  /** Forgets a key that no credential is sealed with. False when one is, or there is no such key. */
  dropKey(organizationId: string, keyId: string): Promise<boolean>;
  list(organizationId: string): Promise<readonly Credential[]>;
  /**
   * Writes a credential over the version before it, audited. False when another version is there by now, or its key is
   * gone. Announces `connections`.
   */
  put(organizationId: string, credential: Omit<Credential, 'organizationId'>, auditBody: string): Promise<boolean>;
  /** False when there was none. Announces `connections`. */
  remove(organizationId: string, connection: string, removal: Removal): Promise<boolean>;
}>;

/** When something was taken away, and what is written in the audit chain about it. */
export interface Removal {
  readonly at: Date;
  readonly auditBody: string;
}
