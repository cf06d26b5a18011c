/** A form as Twilio reads it: repeated names are lists. */
export type Form = ReadonlyMap<string, readonly string[]>;

/** Takes a form body apart. */
export function readForm(body: string): Form {
  const form = new Map<string, string[]>();
  for (const [name, value] of new URLSearchParams(body)) form.set(name, [...(form.get(name) ?? []), value]);
  return form;
}

/** The one value of a name. */
export function one(form: Form, name: string): string | undefined {
  return form.get(name)?.[0];
}

/** True for an absolute http or https address. */
export function isHttpUrl(text: string): boolean {
  return URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);
}
