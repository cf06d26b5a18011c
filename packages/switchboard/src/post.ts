import { ButtdialError, type Email, type Runtime } from '@buttdial/core';

/** A mail of the installation itself, about somebody's account. */
export interface AccountMail {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
}

/** The mails of the installation. */
export interface Post {
  /** @throws `unavailable` when there is nothing to send with, or the vendor did not take it. */
  send(mail: AccountMail): Promise<void>;
  /** @throws `unavailable` when there is nothing to send with. For verbs that must not tell whether they sent anything. */
  assertReady(): void;
}

const patienceMs = 15_000;

/**
 * Mails that leave over the installation's own e-mail connection, never over an organization's. Nobody's consent is asked:
 * they are answers to what somebody just did.
 */
export function createPost(parts: {
  readonly email: Email | undefined;
  /** `no-reply@` this domain. */
  readonly domain: string;
  readonly senderName: string;
  readonly runtime: Runtime;
}): Post {
  const { email, domain, senderName, runtime } = parts;
  const ready = (): Email => {
    if (email) return email;
    throw new ButtdialError('unavailable', 'This server cannot send e-mail: no e-mail connection is configured.', {
      remedy: 'Ask its operator to configure one: RESEND_API_KEY and EMAIL_DEFAULT_DOMAIN.',
    });
  };
  return {
    assertReady: () => void ready(),
    async send(mail) {
      const receipt = await ready().send(
        { ...mail, from: `no-reply@${domain}`, fromName: senderName },
        { signal: runtime.timeout(patienceMs), idempotencyKey: runtime.newId() },
      );
      // Uncertain is not refused: it may well arrive, and whoever waits in vain asks again.
      if (receipt.outcome !== 'refused') return;
      runtime.log.error('post.refused', { fault: receipt.fault.kind });
      throw new ButtdialError('unavailable', 'The mail could not be sent.', {
        remedy: 'Check the address and try again; if it stays, tell the operator of this server.',
      });
    },
  };
}
