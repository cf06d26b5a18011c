import type { Email, OutboundEmail, Receipt } from '@buttdial/core';
import { fakeRuntime } from '@buttdial/testing';
import { describe, expect, it } from 'vitest';
import { createPost } from './post.ts';

const mail = { to: 'ada@example.com', subject: 'Hello', text: 'Hello' };

function post(receipt?: Receipt) {
  const sent: OutboundEmail[] = [];
  const send: Email['send'] = async (outgoing: OutboundEmail) => {
    sent.push(outgoing);
    return receipt ?? { outcome: 'accepted', vendorId: 'x' };
  };
  const email = receipt ? { idempotency: 'none' as const, maxAttachments: 0, send } : undefined;
  return { sent, post: createPost({ email, domain: 'example.org', senderName: 'butt', runtime: fakeRuntime() }) };
}

describe('mails of the installation', () => {
  it('leave from its own domain', async () => {
    const { sent, post: ready } = post({ outcome: 'accepted', vendorId: 'x' });
    ready.assertReady();
    await ready.send(mail);
    expect(sent).toEqual([{ ...mail, from: 'no-reply@example.org', fromName: 'butt' }]);
  });

  it('may have left: whoever waits in vain asks again', async () => {
    await post({ outcome: 'uncertain', reason: 'timed-out' }).post.send(mail);
  });

  it('are refused without saying to whom', async () => {
    const fault = { kind: 'invalid', message: 'no' } as const;
    const sending = post({ outcome: 'refused', fault }).post.send(mail);
    await expect(sending).rejects.toMatchObject({ code: 'unavailable' });
    await expect(sending).rejects.not.toThrow(/ada/);
  });

  it('cannot leave where nothing is configured, which is said before anything is done', async () => {
    const { post: mute } = post();
    expect(() => mute.assertReady()).toThrow('no e-mail connection is configured');
    await expect(mute.send(mail)).rejects.toMatchObject({ code: 'unavailable' });
  });
});
