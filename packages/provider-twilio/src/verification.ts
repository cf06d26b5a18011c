import type { Verification } from '@buttdial/core';
import type { Api } from './api.ts';

const channels = { sms: 'sms', whatsapp: 'whatsapp', email: 'email', voice: 'call' } as const;

/** @param service the Verify service that makes, sends and checks the codes. */
export function createVerification(api: Api, service: string): Verification {
  return {
    async start(to, channel, call) {
      const { answer } = await api.ask(call, client =>
        client.verify.v2.services(service).verifications.create({ to, channel: channels[channel] }),
      );
      return api.receipt(answer);
    },
    async check(to, code, call) {
      const asked = await api.ask(call, client =>
        client.verify.v2.services(service).verificationChecks.create({ to, code }),
      );
      // Twilio forgets a verification that was approved, cancelled, or is older than ten minutes.
      if (asked.answer.outcome === 'answered' && (asked.answer.status === 404 || isWornOut(asked.answer.text)))
        return 'expired';
      return api.expect(asked).status === 'approved' ? 'right' : 'wrong';
    },
  };
}

// 60202: five codes were tried for this verification.
function isWornOut(body: string): boolean {
  return /"code":\s*60202\b/.test(body);
}
