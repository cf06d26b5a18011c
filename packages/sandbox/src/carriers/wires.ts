import type { AudioFormat, Socket } from '@buttdial/core';
import {
  createConverter,
  createQueue,
  type MediaDialect,
  mediaDialects,
  openMedia,
  openMediaCarrier,
} from '@buttdial/voice/wire';

/** Two ends of a socket in this process. */
function socketPair(): readonly [Socket, Socket] {
  const [left, right] = [createQueue<string | Uint8Array>(), createQueue<string | Uint8Array>()];
  const close = () => {
    left.end();
    right.end();
  };
  return [
    { send: data => right.push(data), close, incoming: left },
    { send: data => left.push(data), close, incoming: right },
  ];
}

/** How the product's socket is spoken to. */
export interface MediaEnd {
  readonly dialect: MediaDialect;
  readonly format: AudioFormat;
  /** The carrier's id of the call. */
  callVendorId(networkId: string): string;
  /** False where the product's audio goes nowhere, as the carrier was not asked to take it. */
  readonly takesAudio: boolean;
}

/** Joins the product's socket with the network's, which speaks Twilio's media wire. @returns the network's end. */
export function joinMedia(product: Socket, end: MediaEnd): Socket {
  const [network, ours] = socketPair();
  const line = openMedia(ours, mediaDialects.twilio);
  const carrier = openMediaCarrier(product, end.dialect, { format: end.format });
  const [toProduct, toNetwork] = [createConverter(line.format, end.format), createConverter(end.format, line.format)];
  void (async () => {
    for await (const event of line.events) {
      if (event.kind === 'start') {
        const { callVendorId, parameters } = event;
        carrier.start({ streamId: callVendorId, callVendorId: end.callVendorId(callVendorId), parameters });
      } else if (event.kind === 'audio') carrier.audio(toProduct(event.audio));
      else if (event.kind === 'mark') carrier.mark(event.name);
      else if (event.kind === 'digit') carrier.digit(event.digit);
    }
    carrier.stop();
  })();
  void (async () => {
    for await (const event of carrier.events) {
      if (event.kind === 'audio' && end.takesAudio) line.send(toNetwork(event.audio));
      else if (event.kind === 'mark') line.mark(event.name);
      else if (event.kind === 'clear') {
        line.clear();
        if (end.dialect.reportsFlush) carrier.cleared();
      }
    }
    line.close();
  })();
  return network;
}

/** Joins the product's text relay with the network's; only the first frame, which names the call, is another. */
export function joinRelay(product: Socket, rename: (setup: Record<string, unknown>) => object): Socket {
  const [network, ours] = socketPair();
  void (async () => {
    for await (const frame of ours.incoming) {
      const fields = JSON.parse(String(frame)) as Record<string, unknown>;
      product.send(fields.type === 'setup' ? JSON.stringify(rename(fields)) : frame);
    }
    product.close(1000);
  })();
  void (async () => {
    for await (const frame of product.incoming) ours.send(frame);
    ours.close(1000);
  })();
  return network;
}
