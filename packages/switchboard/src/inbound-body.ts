import type { InboundMessage } from '@buttdial/core';

/** What of an inbound message is kept sealed until its agent has it. */
export interface InboundBody {
  readonly text: string;
  readonly subject?: string;
  readonly html?: string;
  readonly attachments: readonly {
    readonly url?: string;
    readonly name?: string;
    readonly contentType?: string;
    /** What is said in it; never stored, see `VoiceNotes`. */
    readonly transcript?: string;
  }[];
}

/** Bytes for sealing. */
export function encodeInbound(message: InboundMessage): Uint8Array {
  const body: InboundBody = {
    text: message.text,
    ...(message.subject === undefined ? {} : { subject: message.subject }),
    ...(message.html === undefined ? {} : { html: message.html }),
    attachments: message.attachments.map(({ url, name, contentType }) => ({
      ...(url ? { url: url.href } : {}),
      ...(name ? { name } : {}),
      ...(contentType ? { contentType } : {}),
    })),
  };
  return Buffer.from(JSON.stringify(body));
}

/** The inverse of `encodeInbound`. */
export function decodeInbound(bytes: Uint8Array): InboundBody {
  return JSON.parse(Buffer.from(bytes).toString('utf8')) as InboundBody;
}

// Controls and bidi overrides that could disguise text from the model or the person reading it.
const DISGUISE = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g;

/** Text from a stranger with its invisible characters spelled out, so that what is shown is what is there. */
export function spelledOut(text: string): string {
  return text.replace(DISGUISE, character => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
