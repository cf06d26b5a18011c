import { bigint, customType } from 'drizzle-orm/pg-core';

/** A whole number, exact below 2^53. */
export const integer = (name: string) => bigint(name, { mode: 'number' });

/** A UTC instant in milliseconds. */
export const at = customType<{ data: Date; driverData: number }>({
  dataType: () => 'bigint',
  toDriver: date => date.getTime(),
  fromDriver: milliseconds => new Date(Number(milliseconds)),
});

export const bytes = customType<{ data: Uint8Array }>({ dataType: () => 'bytea' });
