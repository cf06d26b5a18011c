import { SaxesParser } from 'saxes';

/** One element of TwiML with its text and children in order. */
export interface TwimlElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly (TwimlElement | string)[];
}

interface OpenElement extends TwimlElement {
  readonly children: (TwimlElement | string)[];
}

/** Reads a TwiML document strictly. @returns its `Response` element, or undefined when it is not well-formed TwiML. */
export function readTwiml(xml: string): TwimlElement | undefined {
  const parser = new SaxesParser();
  const open: OpenElement[] = [];
  let root: TwimlElement | undefined;
  let failed = false;
  const keepText = (text: string) => open.at(-1)?.children.push(text);
  parser.on('error', () => {
    failed = true;
  });
  parser.on('opentag', tag => {
    const element: OpenElement = { name: tag.name, attributes: { ...tag.attributes }, children: [] };
    open.at(-1)?.children.push(element);
    root ??= element;
    open.push(element);
  });
  parser.on('closetag', () => void open.pop());
  parser.on('text', keepText);
  parser.on('cdata', keepText);
  parser.write(xml.trim()).close();
  return failed || root?.name !== 'Response' ? undefined : root;
}

/** All text inside an element, white space at the ends cut. */
export function textOf(element: TwimlElement): string {
  return element.children
    .filter(child => typeof child === 'string')
    .join('')
    .trim();
}

/** A `Message` verb. Addresses are absent where the element leaves them to the conversation. */
export interface TwimlReply {
  readonly text: string;
  readonly mediaUrls: readonly string[];
  readonly to?: string | undefined;
  readonly from?: string | undefined;
  readonly statusCallback?: string | undefined;
}

/** The messages that a TwiML answer asks for, or undefined when it is not TwiML. */
export function readReplies(xml: string): readonly TwimlReply[] | undefined {
  const response = readTwiml(xml);
  if (!response) return undefined;
  // `Sms` is the old name of the verb.
  return elements(response, ['Message', 'Sms']).map(message => {
    const bodies = elements(message, ['Body']);
    const text = bodies.length > 0 ? bodies.map(textOf).join('') : textOf(message);
    const mediaUrls = elements(message, ['Media']).map(textOf);
    const { to, from, statusCallback } = message.attributes;
    return { text, mediaUrls, to, from, statusCallback };
  });
}

/** The children of an element with one of these names. */
export function elements(parent: TwimlElement, names: readonly string[]): TwimlElement[] {
  return parent.children.filter(child => typeof child !== 'string').filter(child => names.includes(child.name));
}
