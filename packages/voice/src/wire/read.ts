/** What vendors send is read with patience: numbers as strings, strings as numbers, fields that are not there. */
export type Fields = Readonly<Record<string, unknown>>;

const none: Fields = {};

/** The fields of an object; an empty object for anything else. */
export function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : none;
}

/** The first of these fields that is text (or a number), as text. */
export function textOf(fields: Fields, ...names: readonly string[]): string | undefined {
  for (const name of names) {
    const value = fields[name];
    if (typeof value === 'string') return value;
    if (typeof value === 'number') return String(value);
  }
  return undefined;
}

/** The first of these fields that is a number, also one written as text. */
export function numberOf(fields: Fields, ...names: readonly string[]): number | undefined {
  const text = textOf(fields, ...names);
  const value = text === undefined || text.trim() === '' ? Number.NaN : Number(text);
  return Number.isFinite(value) ? value : undefined;
}

/** True for `true` and `"true"`. */
export function flagOf(fields: Fields, name: string): boolean {
  return fields[name] === true || fields[name] === 'true';
}

/** Every field that can be written as text. */
export function parametersOf(value: unknown): Readonly<Record<string, string>> {
  const entries = Object.entries(fieldsOf(value)).filter(([, one]) =>
    ['string', 'number', 'boolean'].includes(typeof one),
  );
  return Object.fromEntries(entries.map(([name, one]) => [name, String(one)]));
}

/** The object in a text frame; undefined for bytes, for anything that is not JSON and for JSON that is no object. */
export function jsonFrame(frame: string | Uint8Array): Fields | undefined {
  if (typeof frame !== 'string') return undefined;
  const value = parse(frame);
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : undefined;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (notJson) {
    if (notJson instanceof SyntaxError) return undefined;
    throw notJson;
  }
}
