import { systemRuntime } from '@buttdial/core';
import { describe, expect, test } from 'vitest';
import type { StoreSubject } from './subject.ts';

/** A dialect that can be looked at before it is opened tells the truth, and changes nothing by looking. */
export function inspectionLaws({ definition, createDatabase }: StoreSubject): void {
  describe('a look before opening', () => {
    test('says which migrations an empty database lacks, twice, and none after it was opened', async () => {
      const database = await createDatabase('empty');
      const { store: opener } = definition.create(definition.config.parse(database.config), systemRuntime());
      if (!opener?.inspect) throw new TypeError('This dialect cannot be looked at.');
      try {
        const before = await opener.inspect();
        expect(before.applied).toBe(0);
        expect(before.pending.length).toBeGreaterThan(0);
        expect(await opener.inspect()).toEqual(before);
        const store = await opener.open();
        await store.close();
        const after = await opener.inspect();
        expect(after).toEqual({ server: before.server, applied: before.pending.length, pending: [] });
        expect(after.server).toMatch(/^(SQLite|PostgreSQL) \d+\.\d+/);
      } finally {
        await database.remove();
      }
    });
  });
}
