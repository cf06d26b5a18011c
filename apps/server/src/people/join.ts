import { createAuthEndpoint } from 'better-auth/api';
import { setSessionCookie } from 'better-auth/cookies';
import { z } from 'zod';

const newcomer = z.object({ email: z.email(), name: z.string(), passwordHash: z.string() });

/** A plugin of better-auth: takes in somebody whose address is proven already, and signs them in. Only for callers inside. */
export function joining() {
  return {
    id: 'joining',
    endpoints: {
      join: createAuthEndpoint.serverOnly({ method: 'POST', body: newcomer }, async context => {
        const { internalAdapter } = context.context;
        const { email, name, passwordHash } = context.body;
        if (await internalAdapter.findUserByEmail(email)) return { taken: true as const };
        const user = await internalAdapter.createUser(
          { email, name, emailVerified: true },
          { method: 'email-password' },
        );
        const { id } = user;
        await internalAdapter.createAccount({
          userId: id,
          accountId: id,
          providerId: 'credential',
          password: passwordHash,
        });
        const session = await internalAdapter.createSession(id);
        await setSessionCookie(context, { session, user });
        return { taken: false as const, personId: id, sessionId: session.id };
      }),
    },
  };
}
