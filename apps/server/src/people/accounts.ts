import { ButtdialError, type Runtime, type Store } from '@buttdial/core';
import { auditBody, type Post, type Sealer } from '@buttdial/switchboard';
import type { Context } from 'hono';
import { getCookie } from 'hono/cookie';
import type { Auth, CodeMail } from './auth.ts';
import { sessionCookie } from './cookies.ts';
import { codeMail } from './mails.ts';
import { createRegistrations, type Registrations } from './registration.ts';
import { createThrottle, type Throttle } from './throttle.ts';

/** Somebody who is signed in. */
export interface SignedInPerson {
  readonly personId: string;
  readonly sessionId: string;
  readonly email: string;
  readonly name: string;
  readonly secondFactor: boolean;
  readonly createdAt: Date;
  readonly until: Date;
}

/** What the doors of people work with. */
export interface Accounts {
  readonly deps: AccountDeps;
  readonly throttle: Throttle;
  readonly registrations: Registrations;
  /** better-auth; loaded when it is asked for the first time. */
  auth(): Promise<Auth>;
  /** Who is signed in here; believed for half a second. Without a cookie of ours nothing is loaded. */
  of(context: Context): Promise<SignedInPerson | undefined>;
  /** True when the browser has a cookie of a person, valid or not. */
  knows(context: Context): boolean;
  /** Signs the person out, if there is one, and takes the cookie away. */
  leave(context: Context): Promise<void>;
  /** Believes nothing any more: a session was ended in this process. */
  forget(): void;
  /** Writes into the chains of all organizations that the person belongs to. */
  witness(
    personId: string,
    event: string,
    details?: Readonly<Record<string, string | number | boolean>>,
  ): Promise<void>;
}

export interface AccountDeps {
  readonly store: Store;
  readonly sealer: Sealer;
  readonly runtime: Runtime;
  readonly post: Post;
  readonly publicUrl: URL;
  readonly tokenMode: 'live' | 'test';
  /** Whether strangers may register: everybody, those on this machine, or nobody. */
  readonly registration: 'open' | 'here' | 'closed';
  /** For the operator of a demo, who reads the console. */
  readonly tell?: (line: string) => void;
}

const believedMs = 500;
// However busy a session is, it ends a week after the password was typed.
const longestMs = 7 * 86_400_000;

/** The people of one installation. */
export function createAccounts(deps: AccountDeps): Accounts {
  const { store, runtime, sealer, publicUrl } = deps;
  let loaded: Promise<Auth> | undefined;
  const auth = () => {
    loaded ??= load(deps);
    loaded.catch(() => {
      loaded = undefined;
    });
    return loaded;
  };
  const believed = new Map<string, { readonly who: Promise<SignedInPerson | undefined>; readonly until: number }>();
  const accounts: Accounts = {
    deps,
    auth,
    throttle: createThrottle({ store, sealer, runtime }),
    registrations: createRegistrations({ sealer, runtime }),
    of(context) {
      const cookie = getCookie(context, sessionCookie(publicUrl));
      if (!cookie) return Promise.resolve(undefined);
      const now = runtime.now().getTime();
      const known = believed.get(cookie);
      if (known && known.until > now) return known.who;
      if (believed.size > 10_000) believed.clear();
      const who = look(accounts, context);
      const entry = { who, until: now + believedMs };
      believed.set(cookie, entry);
      who.catch(() => believed.get(cookie) === entry && believed.delete(cookie));
      return who;
    },
    knows: context => getCookie(context, sessionCookie(publicUrl)) !== undefined,
    async leave(context) {
      if (!accounts.knows(context)) return;
      const { headers } = await (await auth()).api.signOut({ headers: askedBy(context), returnHeaders: true });
      passCookies(context, headers);
      believed.clear();
    },
    forget: () => believed.clear(),
    async witness(personId, event, details = {}) {
      const body = auditBody({ event, actor: `person:${personId}`, target: personId, details });
      for (const { organizationId } of await store.findMemberships(personId))
        await store.audit.append(organizationId, body, runtime.now());
    },
  };
  return accounts;
}

async function load(deps: AccountDeps): Promise<Auth> {
  const [{ createAuth }, { betterAuth: database }] = await Promise.all([
    import('./auth.ts'),
    deps.store.peopleDatabase(),
  ]);
  return createAuth({ ...deps, database, mailCode: mail => void mailCode(deps, mail) });
}

/** Sends a code, and never fails: who waits in vain asks again. */
async function mailCode(deps: AccountDeps, mail: CodeMail): Promise<void> {
  try {
    await sendCode(deps, mail);
  } catch (error) {
    deps.runtime.log.error('people.code-not-sent', { name: error instanceof Error ? error.name : typeof error });
  }
}

/** @throws `unavailable` when it could not be sent. */
export async function sendCode(deps: AccountDeps, mail: CodeMail): Promise<void> {
  deps.tell?.(`Code for ${mail.to}: ${mail.code}`);
  await deps.post.send(codeMail(mail, deps.publicUrl.host));
}

async function look(accounts: Accounts, context: Context): Promise<SignedInPerson | undefined> {
  const auth = await accounts.auth();
  const { response, headers } = await auth.api.getSession({ headers: askedBy(context), returnHeaders: true });
  passCookies(context, headers);
  if (!response) return undefined;
  const { session, user } = response;
  if (session.createdAt.getTime() + longestMs < accounts.deps.runtime.now().getTime()) return undefined;
  return {
    personId: user.id,
    sessionId: session.id,
    email: user.email,
    name: user.name,
    secondFactor: user.twoFactorEnabled === true,
    createdAt: session.createdAt,
    until: session.expiresAt,
  };
}

/** What better-auth needs of a request: the cookies, which browser it is, and where its page came from. */
export function askedBy(context: Context): Headers {
  const kept = ['cookie', 'user-agent', 'origin'].flatMap(name => {
    const value = context.req.header(name);
    return value === undefined ? [] : [[name, value.slice(0, 8_000)] as [string, string]];
  });
  return new Headers(kept);
}

/** Gives the browser the cookies that better-auth set. An event stream that is under way can set none any more. */
export function passCookies(context: Context, headers: Headers): void {
  if (context.finalized) return;
  for (const cookie of headers.getSetCookie()) context.header('set-cookie', cookie, { append: true });
}

/** @throws `unauthenticated`. */
export async function requirePerson(accounts: Accounts, context: Context): Promise<SignedInPerson> {
  const person = await accounts.of(context);
  if (person) return person;
  throw new ButtdialError('unauthenticated', 'Nobody is signed in.', { remedy: 'Sign in at /admin.' });
}
