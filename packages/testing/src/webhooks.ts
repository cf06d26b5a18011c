import type { InboundEvent, RawWebhook, Runtime, Webhooks } from '@buttdial/core';
import { describe, expect, it } from 'vitest';
import { type Exchange, responseOf } from './exchange.ts';
import type { NotApplicable } from './laws.ts';
import { fakeRuntime } from './runtime.ts';
import { bytesOf, type VendorContract } from './vendor.ts';

/** The laws of verification that some vendor's scheme may be unable to keep. */
export type WebhookLaw = 'flipped-byte' | 'wrong-url' | 'missing-header' | 'stale-timestamp';

/** A webhook that the vendor really sends, and what it says. */
export interface GenuineWebhook {
  readonly name: string;
  /** POST unless told. */
  readonly method?: string;
  /** Whole, or from the subject's URL on: `?ref=1`. */
  readonly url?: string;
  readonly contentType: string;
  /** As sent. */
  readonly body: string;
  readonly reads: readonly InboundEvent[];
}

/** A provider of webhooks and what is needed to try it. */
export interface WebhookSubject {
  create(runtime: Runtime, secret: string): { readonly webhooks: Webhooks };
  readonly secret: string;
  /** Where the vendor sends them. */
  readonly url: string;
  /** When they arrive. */
  readonly at: Date;
  /** Signs as the vendor does, best with the vendor's own code. Gives the headers that carry the signature. */
  sign(hook: RawWebhook, secret: string, at: Date): Readonly<Record<string, string>>;
  readonly genuine: readonly [GenuineWebhook, ...GenuineWebhook[]];
  /** Signed, well-formed and of no interest. */
  readonly unknown: readonly [Omit<GenuineWebhook, 'reads'>, ...Omit<GenuineWebhook, 'reads'>[]];
  readonly scenarios: Readonly<Record<WebhookLaw, 'holds' | NotApplicable>>;
  /** What the vendor tells when `read` asks for what a webhook leaves out. */
  readonly fetched?: Exchange;
  /** Vectors of another scheme than the provider's, by their ids: they are not tried. */
  readonly otherVectors?: Readonly<Record<string, NotApplicable>>;
  /** For every inbound sample of the vendor: the kinds of events in it. */
  readonly samples: Readonly<Record<string, readonly InboundEvent['kind'][]>>;
  readonly vendor?: VendorContract;
}

/** The laws of `webhooks`. */
export function testWebhooks(subject: WebhookSubject): void {
  describe('webhooks', () => {
    lawsOfVerifying(subject);
    lawsOfReading(subject);
  });
  describe('webhooks of the vendor’s own material', () => lawsOfMaterial(subject));
}

function lawsOfVerifying(subject: WebhookSubject): void {
  const law = answered(subject);
  const verify = (hook: RawWebhook, at = subject.at) => webhooks(subject, at).verify(hook);
  const all = subject.genuine.map(one => signed(subject, one));
  it('lets every genuine one pass', async () => {
    for (const hook of all) expect(await verify(hook)).toBe(true);
  });
  it('turns away one that another secret signed', async () => {
    for (const hook of all)
      expect(await webhooks(subject, subject.at, otherSecret(subject.secret)).verify(hook)).toBe(false);
  });
  law('flipped-byte', 'turns away one with any byte of its body flipped', async () => {
    for (const hook of all) {
      for (const index of hook.body.keys()) {
        const body = Uint8Array.from(hook.body);
        body[index]! ^= 1;
        expect(await verify({ ...hook, body }), `byte ${index}`).toBe(false);
      }
    }
  });
  law('wrong-url', 'turns away one that was sent to another address', async () => {
    for (const hook of all) {
      for (const url of elsewhere(hook.url)) expect(await verify({ ...hook, url }), url.href).toBe(false);
    }
  });
  law('missing-header', 'turns away one without one of its signature headers', async () => {
    for (const [index, hook] of all.entries()) {
      for (const name of Object.keys(
        subject.sign(unsigned(subject, subject.genuine[index]!), subject.secret, subject.at),
      )) {
        const headers = new Headers(hook.headers);
        headers.delete(name);
        expect(await verify({ ...hook, headers }), name).toBe(false);
      }
    }
  });
  law('stale-timestamp', 'turns away one that was signed more than five minutes ago, or ahead', async () => {
    for (const minutes of [-5.1, 5.1])
      expect(await verify(all[0]!, new Date(subject.at.getTime() + minutes * 60_000))).toBe(false);
    for (const minutes of [-4.9, 4.9])
      expect(await verify(all[0]!, new Date(subject.at.getTime() + minutes * 60_000))).toBe(true);
  });
}

function lawsOfReading(subject: WebhookSubject): void {
  for (const one of subject.genuine) {
    it(`reads ${one.name}`, async () => {
      expect(await webhooks(subject).read(unsigned(subject, one))).toEqual(one.reads);
    });
  }
  it('reads what it does not know to nothing', async () => {
    for (const one of subject.unknown)
      expect(await webhooks(subject).read(unsigned(subject, one)), one.name).toEqual([]);
  });
  it('reads the same bytes to the same events', async () => {
    for (const one of subject.genuine) {
      const again = webhooks(subject, new Date(subject.at.getTime() + 86_400_000));
      expect(await again.read(unsigned(subject, one))).toEqual(await webhooks(subject).read(unsigned(subject, one)));
    }
  });
  it('reads garbage to nothing', async () => {
    for (const body of ['', '{', '[]', 'null', '\u0000', '%', 'a=1', '{"type":{},"data":null}']) {
      expect(
        await webhooks(subject).read({ ...unsigned(subject, subject.genuine[0]), body: Buffer.from(body) }),
        body,
      ).toEqual([]);
    }
  });
}

function lawsOfMaterial(subject: WebhookSubject): void {
  const { vectors = [], samples = [], atHand = false } = subject.vendor ?? {};
  if (!atHand) return void it.skip('signature vectors and inbound samples are not at hand');
  if (vectors.length + samples.length === 0) return void it.skip('there is none of this vendor');
  for (const vector of vectors) {
    const other = subject.otherVectors?.[vector.id];
    if (other) {
      it.skip(`the vector ${vector.id} (not applicable: ${other.notApplicable})`);
      continue;
    }
    it(`${vector.expectValid ? 'lets' : 'does not let'} the vector ${vector.id} pass`, async () => {
      const hook = {
        method: vector.method ?? 'POST',
        url: new URL(vector.url ?? subject.url),
        headers: new Headers(vector.headers),
        body: bytesOf(vector),
      };
      const at = vector.now === undefined ? subject.at : new Date(vector.now * 1000);
      expect(await webhooks(subject, at, vector.secret).verify(hook)).toBe(vector.expectValid);
    });
  }
  for (const sample of samples) {
    it(`reads the sample ${sample.id}`, async () => {
      const hook = {
        method: sample.method,
        url: new URL(subject.url),
        headers: new Headers({ 'content-type': sample.contentType }),
        body: bytesOf(sample),
      };
      const events = await webhooks(subject).read(hook);
      expect(events.map(one => one.kind)).toEqual(subject.samples[sample.id]);
      for (const event of events) expect(event.vendorId).not.toBe('');
    });
  }
}

/** Registers laws of verification, each as the subject answers it. */
function answered({ scenarios }: WebhookSubject) {
  return (name: WebhookLaw, sentence: string, body: () => Promise<void>) => {
    const answer = scenarios[name];
    if (answer === 'holds') it(sentence, body);
    else it.skip(`${sentence} (not applicable: ${answer.notApplicable})`);
  };
}

function webhooks(subject: WebhookSubject, at = subject.at, secret = subject.secret): Webhooks {
  const fetched = subject.fetched;
  const fetch = async () => responseOf(fetched!.response);
  return subject.create(
    fakeRuntime({
      startAt: at,
      ...(fetched ? { fetch } : {}),
      ...(subject.vendor ? { inspect: subject.vendor.inspect } : {}),
    }),
    secret,
  ).webhooks;
}

function unsigned(subject: WebhookSubject, one: Omit<GenuineWebhook, 'reads'>): RawWebhook {
  return {
    method: one.method ?? 'POST',
    url: new URL(one.url ?? '', subject.url),
    headers: new Headers({ 'content-type': one.contentType }),
    body: Buffer.from(one.body),
  };
}

function signed(subject: WebhookSubject, one: Omit<GenuineWebhook, 'reads'>): RawWebhook {
  const hook = unsigned(subject, one);
  for (const [name, value] of Object.entries(subject.sign(hook, subject.secret, subject.at)))
    hook.headers.set(name, value);
  return hook;
}

/** Of the same shape, so that it fails for being wrong and not for being malformed. */
function otherSecret(secret: string): string {
  return secret.replace(/[0-9a-z](?=[^0-9a-z]*$)/i, last => (last === 'A' ? 'B' : 'A'));
}

function elsewhere(url: URL): readonly URL[] {
  const change = (edit: (copy: URL) => void) => {
    const copy = new URL(url);
    edit(copy);
    return copy;
  };
  return [
    change(copy => {
      copy.host = 'attacker.example';
    }),
    change(copy => {
      copy.pathname += '-other';
    }),
    change(copy => copy.searchParams.append('ref', 'another')),
  ];
}
