import type { TwimlElement } from '../twilio/twiml.ts';

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};

/** An element as the network reads it. */
export function writeElement({ name, attributes, children }: TwimlElement): string {
  const written = Object.entries(attributes).map(([key, value]) => ` ${key}="${escapeXml(value)}"`);
  const inside = children.map(child => (typeof child === 'string' ? escapeXml(child) : writeElement(child)));
  return `<${name}${written.join('')}>${inside.join('')}</${name}>`;
}

/** One element, in short. */
export function element(
  name: string,
  attributes: TwimlElement['attributes'] = {},
  children: TwimlElement['children'] = [],
): TwimlElement {
  return { name, attributes, children };
}

function escapeXml(text: string): string {
  return text.replace(/[&<>"']/g, one => entities[one]!);
}
