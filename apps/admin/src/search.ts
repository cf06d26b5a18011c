/** A search parameter that is a word; absent when it is empty or something else. */
export function text<Name extends string>(search: Record<string, unknown>, name: Name): { [Key in Name]?: string } {
  const value = search[name];
  const word = typeof value === 'number' ? String(value) : value;
  return (typeof word === 'string' && word !== '' ? { [name]: word } : {}) as { [Key in Name]?: string };
}

/** A search parameter that is one of a few words. */
export function oneOf<Name extends string, Value extends string>(
  search: Record<string, unknown>,
  name: Name,
  values: readonly Value[],
): { [Key in Name]?: Value } {
  const found = values.find(value => value === search[name]);
  return (found === undefined ? {} : { [name]: found }) as { [Key in Name]?: Value };
}
