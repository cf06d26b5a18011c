import { ButtdialError, type Runtime } from '@buttdial/core';
import { safeEqual } from '@buttdial/core/adapter';
import { type Sealer, sixDigits } from '@buttdial/switchboard';
import { z } from 'zod';
import { hashPassword } from './password.ts';

/** What somebody says when they register. */
export interface Newcomer {
  readonly email: string;
  readonly password: string;
  readonly name: string;
  readonly organizationName: string;
}

const shape = z.object({
  id: z.string(),
  email: z.string(),
  name: z.string(),
  organizationName: z.string(),
  passwordHash: z.string(),
  codeHash: z.string(),
  until: z.number(),
});
/** A registration whose address is not proven yet. */
export type Pending = Readonly<z.output<typeof shape>>;

const bound = 'registration';
/** How long a code can be typed. */
export const registrationMs = 10 * 60_000;

/**
 * Registrations that wait for their code. They are kept by whoever registers, sealed, and not by us: nothing is stored for
 * an address that nobody proved, and a code proves it only for the password that was typed beside it.
 */
export function createRegistrations({
  sealer,
  runtime,
}: {
  readonly sealer: Pick<Sealer, 'seal' | 'open' | 'fingerprint'>;
  readonly runtime: Pick<Runtime, 'now' | 'newId' | 'randomBytes'>;
}) {
  const hashOf = (id: string, code: string) => sealer.fingerprint(`registration\n${id}\n${code}`);
  const issue = (kept: Omit<Pending, 'id' | 'codeHash' | 'until'>) => {
    const [id, code] = [runtime.newId(), sixDigits(runtime)];
    const until = runtime.now().getTime() + registrationMs;
    const pending: Pending = { ...kept, id, codeHash: hashOf(id, code), until };
    const sealed = sealer.seal(Buffer.from(JSON.stringify(pending)), bound);
    return { code, sealed: Buffer.from(sealed).toString('base64url') };
  };
  return {
    /** A new registration, and the code that proves its address. */
    async begin({ password, ...rest }: Newcomer) {
      return issue({ ...rest, passwordHash: await hashPassword(password) });
    },
    /** The same registration with a new code; the old one stops working when its cookie is replaced. */
    again: (pending: Pending) => issue(pending),
    /** @throws `invalid-input` when there is none or its time is over. */
    open(sealed: string | undefined): Pending {
      const pending = sealed === undefined ? undefined : opened(sealer, sealed);
      if (pending && pending.until > runtime.now().getTime()) return pending;
      throw new ButtdialError('invalid-input', 'This registration is over.', {
        field: 'code',
        remedy: 'Register again: a code works for ten minutes, in the browser that asked for it.',
      });
    },
    isRight: (pending: Pending, code: string) => safeEqual(pending.codeHash, hashOf(pending.id, code)),
  };
}

/** Registrations of one installation. */
export type Registrations = ReturnType<typeof createRegistrations>;

function opened(sealer: Pick<Sealer, 'open'>, sealed: string): Pending | undefined {
  try {
    return shape.parse(JSON.parse(Buffer.from(sealer.open(Buffer.from(sealed, 'base64url'), bound)).toString('utf8')));
  } catch {
    // Made with another key, or by somebody else.
    return undefined;
  }
}
