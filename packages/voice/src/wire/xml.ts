/** One element of an XML document. Attributes that are undefined are left out; text is escaped when written. */
export interface XmlElement {
  readonly name: string;
  readonly attributes?: Readonly<Record<string, string | number | boolean | undefined>>;
  readonly children?: readonly (XmlElement | string)[];
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};

// XML 1.0 cannot hold most control characters at all, nor half a surrogate pair: such a document would be refused whole.
const unwritable = /[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu;

/** Text that is safe inside an element and inside an attribute. Line ends in attributes would be read as blanks, so they are written as references. */
export function escapeXml(text: string): string {
  return text
    .replace(unwritable, '')
    .replace(/[&<>"']/g, character => entities[character]!)
    .replace(/[\r\n\t]/g, character => `&#${character.codePointAt(0)};`);
}

/** The document with its declaration. Names come from our own tables and are not escaped. */
export function writeXml(root: XmlElement): string {
  return `<?xml version="1.0" encoding="UTF-8"?>${writeElement(root)}`;
}

function writeElement({ name, attributes = {}, children = [] }: XmlElement): string {
  const written = Object.entries(attributes)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => ` ${key}="${escapeXml(String(value))}"`)
    .join('');
  if (children.length === 0) return `<${name}${written}/>`;
  const inside = children.map(child => (typeof child === 'string' ? escapeXml(child) : writeElement(child))).join('');
  return `<${name}${written}>${inside}</${name}>`;
}
