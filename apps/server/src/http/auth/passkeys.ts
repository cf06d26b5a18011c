import { ButtdialError } from '@buttdial/core';
import { Hono } from 'hono';
import { z } from 'zod';
import { type Accounts, askedBy, passCookies } from '../../people/accounts.ts';
import { changedMail } from '../../people/mails.ts';
import { minute } from '../../people/throttle.ts';
import type { HttpEnvironment } from '../environment.ts';
import { asked, bodyOf, personOf } from './asking.ts';
import { entered, leaveOld } from './sign-in.ts';

const text = z.string().max(20_000);
// What browsers answer; better-auth looks into it.
const credential = {
  id: text,
  rawId: text,
  type: z.literal('public-key'),
  clientExtensionResults: z.object({}),
};
const assertion = z.object({
  ...credential,
  response: z.object({
    clientDataJSON: text,
    authenticatorData: text,
    signature: text,
    userHandle: text.nullish().transform(handle => handle ?? ''),
  }),
});
const attestation = z.object({
  ...credential,
  response: z.object({ clientDataJSON: text, attestationObject: text, transports: z.array(z.string()).default([]) }),
});

/** `/login/passkey` and `/passkeys`: signing in with a passkey, and whose passkeys there are. */
export function passkeyRoutes(accounts: Accounts): Hono<HttpEnvironment> {
  return new Hono<HttpEnvironment>()
    .post('/login/passkey/options', async context => {
      await bodyOf(accounts, context, z.object({}));
      const auth = await accounts.auth();
      // Asked without a session: whoever has one would be offered only their own keys.
      const headers = new Headers();
      const done = await auth.api.generatePasskeyAuthenticationOptions({ headers, returnHeaders: true });
      passCookies(context, done.headers);
      return context.json(done.response);
    })
    .post('/login/passkey', async context => {
      const given = await bodyOf(accounts, context, z.object({ response: assertion }));
      const auth = await accounts.auth();
      const peer = { address: context.get('peer'), budget: { max: 40, spanMs: 15 * minute } };
      await accounts.throttle.spend({ what: 'passkey', peer });
      const headers = askedBy(context);
      const done = await asked(
        auth.api.verifyPasskeyAuthentication({ body: given, headers, returnHeaders: true }),
        wrongKey,
      );
      const { user } = done.response as { readonly user: { readonly id: string; readonly email: string } };
      await leaveOld(accounts, context);
      passCookies(context, done.headers);
      await entered(accounts, context, { personId: user.id, email: user.email, factor: 'passkey' });
      return context.json({ success: true, redirect: '/admin' });
    })
    .route('/passkeys', ownPasskeys(accounts));
}

function ownPasskeys(accounts: Accounts): Hono<HttpEnvironment> {
  const { deps } = accounts;
  return new Hono<HttpEnvironment>()
    .get('/', async context => {
      await personOf(accounts, context);
      const keys = await (await accounts.auth()).api.listPasskeys({ headers: askedBy(context) });
      return context.json({
        passkeys: keys.map(({ id, name, createdAt, backedUp }) => ({ id, name: name ?? '', createdAt, backedUp })),
      });
    })
    .post('/options', async context => {
      await personOf(accounts, context);
      const api = (await accounts.auth()).api;
      const work = api.generatePasskeyRegistrationOptions({ headers: askedBy(context), returnHeaders: true });
      const done = await asked(work, notFresh);
      passCookies(context, done.headers);
      return context.json(done.response);
    })
    .post('/', async context => {
      const person = await personOf(accounts, context);
      const given = await bodyOf(
        accounts,
        context,
        z.object({ response: attestation, name: z.string().trim().max(60).default('') }),
      );
      const api = (await accounts.auth()).api;
      const done = await asked(api.verifyPasskeyRegistration({ body: given, headers: askedBy(context) }), wrongKey);
      await accounts.witness(person.personId, 'person.passkey-added');
      await deps.post.send(changedMail(person.email, 'second-factor', deps.publicUrl));
      return context.json({ success: true, id: done.id }, 201);
    })
    .delete('/:id', async context => {
      const person = await personOf(accounts, context);
      const body = { id: context.req.param('id') };
      await asked((await accounts.auth()).api.deletePasskey({ body, headers: askedBy(context) }), unknownKey);
      await accounts.witness(person.personId, 'person.passkey-removed');
      return context.json({ success: true });
    });
}

function wrongKey(): ButtdialError {
  return new ButtdialError('unauthenticated', 'This passkey does not open anything here.', {
    remedy: 'Try another one, or sign in with your password.',
  });
}

function unknownKey(): ButtdialError {
  return new ButtdialError('not-found', 'There is no such passkey.', { field: 'id', remedy: 'List them again.' });
}

/** A session that is older than an hour adds no new way in. */
function notFresh(): ButtdialError {
  return new ButtdialError('forbidden', 'You signed in too long ago for this.', {
    remedy: 'Sign out and in again, then add it within an hour.',
  });
}
