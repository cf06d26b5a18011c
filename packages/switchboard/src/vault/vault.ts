import { createSecretKey, type KeyObject } from 'node:crypto';
import { ButtdialError, type Credential, type DataKey, type Runtime, type Store } from '@buttdial/core';
import { openWith, sealWith } from './envelope.ts';
import type { RootKeys } from './root-keys.ts';

/** What an organization entered for one vendor, field by field. Secrets are in it: never log it. */
export type Fields = Readonly<Record<string, string>>;

/** An organization's credentials at one vendor, opened. */
export interface OpenedCredential {
  readonly connection: string;
  /** Another number means that something was changed. */
  readonly version: number;
  readonly fields: Fields;
}

/** Credentials of organizations: sealed in the store, opened only here. */
export interface Vault {
  open(organizationId: string): Promise<readonly OpenedCredential[]>;
  put(
    organizationId: string,
    entry: { readonly connection: string; readonly fields: Fields },
    audit: string,
  ): Promise<void>;
  /** False when there was none. */
  remove(organizationId: string, connection: string, audit: string): Promise<boolean>;
  /**
   * Gives the organization a new data key, seals everything with it, and forgets the old ones; keys that stay are wrapped
   * with the current root key. Others may read and write meanwhile.
   */
  rotate(organizationId: string, audit: (connection: string) => string): Promise<Rotation>;
}

/** What a rotation did. */
export interface Rotation {
  readonly resealed: number;
  readonly rewrapped: number;
  readonly dropped: number;
}

interface Parts {
  readonly store: Pick<Store, 'vault'>;
  readonly runtime: Runtime;
  readonly rootKeys: RootKeys;
}

// Each try meets somebody else who changed the same thing in the same moment.
const mostTries = 10;

/** A vault over the store; what it holds opens with one of the root keys only. */
export function createVault(parts: Parts): Vault {
  const { store, runtime } = parts;
  const keys = createDataKeys(parts);

  async function open(organizationId: string): Promise<readonly OpenedCredential[]> {
    for (let tries = 1; ; tries += 1) {
      const found = await store.vault.list(organizationId);
      if (found.length === 0) return [];
      const known = await keys.of(organizationId);
      // A rotation may have resealed and dropped in between; the next look sees both.
      if (found.every(each => known.has(each.keyId)) || tries >= mostTries)
        return found.map(each => ({ connection: each.connection, version: each.version, fields: opened(each, known) }));
    }
  }

  async function put(
    organizationId: string,
    entry: { readonly connection: string; readonly fields: Fields },
    audit: string,
  ): Promise<void> {
    for (let tries = 1; tries <= mostTries; tries += 1) {
      const found = await store.vault.list(organizationId);
      const version = (found.find(each => each.connection === entry.connection)?.version ?? 0) + 1;
      const data = await keys.current(organizationId);
      const place = { organizationId, connection: entry.connection, version, keyId: data.id };
      const sealed = sealedFields(runtime, data.key, { place, fields: entry.fields });
      const written = { ...place, sealed, updatedAt: runtime.now() };
      const { organizationId: _owner, ...credential } = written;
      if (await store.vault.put(organizationId, credential, audit)) return;
    }
    throw new ButtdialError('conflict', 'These credentials are being changed by somebody else.', {
      remedy: 'Look at them again, then repeat the change.',
    });
  }

  return {
    open,
    put,
    remove: (organizationId, connection, auditBody) =>
      store.vault.remove(organizationId, connection, { at: runtime.now(), auditBody }),
    async rotate(organizationId, audit) {
      const before = await keys.of(organizationId);
      await keys.add(organizationId);
      const credentials = await open(organizationId);
      for (const { connection, fields } of credentials)
        await put(organizationId, { connection, fields }, audit(connection));
      let dropped = 0;
      for (const id of before.keys()) if (await store.vault.dropKey(organizationId, id)) dropped += 1;
      return { resealed: credentials.length, rewrapped: await keys.rewrap(organizationId), dropped };
    },
  };
}

interface DataKeys {
  /** Every key of the organization, ready to use. */
  of(organizationId: string): Promise<ReadonlyMap<string, KeyObject>>;
  /** The one to seal with; made when there is none. */
  current(organizationId: string): Promise<{ readonly id: string; readonly key: KeyObject }>;
  add(organizationId: string): Promise<void>;
  /** Wraps with the current root key whatever is wrapped with another; answers how many. */
  rewrap(organizationId: string): Promise<number>;
}

function createDataKeys({ store, runtime, rootKeys }: Parts): DataKeys {
  const bound = ({ organizationId, id }: Pick<DataKey, 'organizationId' | 'id'>, rootKeyId: string) =>
    `data-key\n${organizationId}\n${id}\n${rootKeyId}`;
  function unwrap(key: DataKey): Uint8Array {
    const root = rootKeys.find(key.rootKeyId);
    if (!root)
      throw new ButtdialError('broken-promise', `The root key ${key.rootKeyId} is not at hand.`, {
        remedy: 'Add it to VAULT_KEYS, after the newest one.',
      });
    return openWith(root.key, key.wrapped, bound(key, key.rootKeyId));
  }
  function wrap(named: Pick<DataKey, 'organizationId' | 'id'>, plain: Uint8Array) {
    const { id: rootKeyId, key } = rootKeys.current;
    return { rootKeyId, wrapped: sealWith(key, runtime, { plain, bound: bound(named, rootKeyId) }) };
  }
  async function add(organizationId: string): Promise<void> {
    const id = runtime.newId();
    const wrapping = wrap({ organizationId, id }, runtime.randomBytes(32));
    await store.vault.addKey(organizationId, { id, ...wrapping, createdAt: runtime.now() });
  }
  return {
    of: async organizationId => {
      const found = await store.vault.keys(organizationId);
      return new Map(found.map(key => [key.id, createSecretKey(unwrap(key))]));
    },
    async current(organizationId) {
      const live = async () => (await store.vault.keys(organizationId)).findLast(key => key.retiredAt === undefined);
      let key = await live();
      if (!key) {
        await add(organizationId);
        key = await live();
      }
      if (!key) throw new ButtdialError('broken-promise', 'A key that was added is not there.');
      return { id: key.id, key: createSecretKey(unwrap(key)) };
    },
    add,
    async rewrap(organizationId) {
      let rewrapped = 0;
      for (const key of await store.vault.keys(organizationId)) {
        if (key.rootKeyId === rootKeys.current.id) continue;
        if (await store.vault.rewrap(organizationId, key.id, wrap(key, unwrap(key)))) rewrapped += 1;
      }
      return rewrapped;
    },
  };
}

type Place = Pick<Credential, 'organizationId' | 'connection' | 'version' | 'keyId'>;

// A sealed field opens in its own place only: not in another organization, vendor, field or version.
const boundTo = ({ organizationId, connection, version, keyId }: Place, field: string) =>
  `credential\n${organizationId}\n${connection}\n${field}\n${version}\n${keyId}`;

function sealedFields(
  runtime: Runtime,
  key: KeyObject,
  { place, fields }: { readonly place: Place; readonly fields: Fields },
): Fields {
  return Object.fromEntries(
    Object.entries(fields).map(([field, text]) => {
      const sealed = sealWith(key, runtime, { plain: Buffer.from(text), bound: boundTo(place, field) });
      return [field, Buffer.from(sealed).toString('base64')];
    }),
  );
}

function opened(credential: Credential, keys: ReadonlyMap<string, KeyObject>): Fields {
  const key = keys.get(credential.keyId);
  if (!key) throw new ButtdialError('broken-promise', 'The key of a stored credential is gone.');
  return Object.fromEntries(
    Object.entries(credential.sealed).map(([field, text]) => {
      const plain = openWith(key, Buffer.from(text, 'base64'), boundTo(credential, field));
      return [field, Buffer.from(plain).toString('utf8')];
    }),
  );
}
