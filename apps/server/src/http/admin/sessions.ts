import { ButtdialError, isButtdialError, type Runtime } from '@buttdial/core';
import type { Principal, Sealer, Switchboard } from '@buttdial/switchboard';
import type { Context } from 'hono';
import { getCookie, setCookie } from 'hono/cookie';
import { z } from 'zod';
import type { Accounts, SignedInPerson } from '../../people/accounts.ts';

/** A person at a page, speaking with their own role or with the rights of the token they signed in with. */
export interface Session {
  readonly principal: Exclude<Principal, { kind: 'agent' }>;
  readonly until: Date;
  /** Absent for a token. */
  readonly person?: SignedInPerson;
}

/**
 * Sessions at pages. That of a person is better-auth's, a row in the store. That of a token is a sealed, httpOnly cookie:
 * it survives a restart and opens on every server of the installation.
 */
export interface Sessions {
  /** Signs in and sets a new cookie. @throws `unauthenticated`, or `forbidden` for an agent's token. */
  open(context: Context, token: string): Promise<Session>;
  /** Forgets the cookie, and refuses it in this process until its time is over; a person is signed out everywhere. */
  end(context: Context): Promise<void>;
  /** Whose page is asking; undefined without a session. @throws `forbidden` when the request is not from a page of ours. */
  of(context: Context): Promise<Session | undefined>;
  /** As `of`, for event streams, whose requests carry no header of ours. They only read, and no foreign page can read them. */
  watching(context: Context): Promise<Session | undefined>;
}

const shape = z.object({ id: z.string(), token: z.string(), since: z.number(), until: z.number() });
type Sealed = z.output<typeof shape>;

const bound = 'admin-session';
const lifeMs = 12 * 3_600_000;
const longestMs = 7 * 86_400_000;
/** A page of ours says this with every request. No foreign page can without being allowed to by CORS, which it never is. */
const pageHeader = 'x-buttdial-page';

interface SessionDeps {
  readonly switchboard: Pick<Switchboard, 'authenticate' | 'admitPerson'>;
  /** Absent where nobody signs in as themselves, such as before the first start. */
  readonly accounts?: Accounts;
  readonly sealer: Pick<Sealer, 'seal' | 'open'>;
  readonly runtime: Runtime;
  readonly publicUrl: URL;
}

/** Keeps the sessions of one installation. A session ends with its token, everywhere, within a second. */
export function createSessions(deps: SessionDeps): Sessions {
  const { switchboard, runtime, publicUrl } = deps;
  const secure = publicUrl.protocol === 'https:';
  const name = tokenCookie(publicUrl);
  const ended = createEnded(runtime);
  const set = (context: Context, value: string, maxAgeMs: number) =>
    setCookie(context, name, value, {
      path: '/',
      httpOnly: true,
      sameSite: 'Lax',
      secure,
      maxAge: Math.floor(maxAgeMs / 1000),
    });
  const read = (context: Context): Sealed | undefined => {
    const kept = unseal(deps, getCookie(context, name));
    return kept && kept.until > runtime.now().getTime() && !ended.has(kept.id) ? kept : undefined;
  };
  const admit = async (context: Context): Promise<Session | undefined> => {
    const kept = read(context);
    if (!kept) return admitPerson(deps, context);
    const principal = await switchboard.authenticate(kept.token).catch(asNobody);
    if (!principal || principal.kind === 'agent') return undefined;
    const now = runtime.now().getTime();
    const next = Math.min(now + lifeMs, kept.since + longestMs);
    // Half of its life over: a new one, so that a page in use stays signed in.
    if (kept.until - now < lifeMs / 2 && next > kept.until)
      set(context, sealed(deps, { ...kept, until: next }), next - now);
    return { principal, until: new Date(kept.until) };
  };
  return {
    async open(context, token) {
      const principal = await switchboard.authenticate(token);
      if (principal.kind === 'agent')
        throw new ButtdialError('forbidden', "This is an agent's token.", {
          field: 'token',
          remedy: 'Sign in with the token of the organization, bd_…_org_….',
        });
      const since = runtime.now().getTime();
      const until = since + lifeMs;
      set(context, sealed(deps, { id: runtime.newId(), token, since, until }), lifeMs);
      return { principal, until: new Date(until) };
    },
    async end(context) {
      const kept = read(context);
      if (kept) ended.add(kept.id, kept.until);
      if (getCookie(context, name) !== undefined) set(context, '', 0);
      await deps.accounts?.leave(context);
    },
    async of(context) {
      if (getCookie(context, name) === undefined && !deps.accounts?.knows(context)) return undefined;
      assertOwnPage(context, publicUrl);
      return admit(context);
    },
    async watching(context) {
      assertSameSite(context);
      return admit(context).catch(asOver);
    },
  };
}

async function admitPerson(
  { accounts, switchboard, publicUrl }: SessionDeps,
  context: Context,
): Promise<Session | undefined> {
  const person = await accounts?.of(context);
  if (!person) return undefined;
  const { personId, sessionId, until } = person;
  const chosen = getCookie(context, organizationCookie(publicUrl));
  const organizationId = chosen === undefined ? {} : { organizationId: chosen };
  const principal = await switchboard.admitPerson({ personId, sessionId, ...organizationId });
  return principal.kind === 'agent' ? undefined : { principal, until, person };
}

const tokenCookie = (publicUrl: URL) => (publicUrl.protocol === 'https:' ? '__Host-bd_session' : 'bd_session');
const organizationCookie = (publicUrl: URL) =>
  publicUrl.protocol === 'https:' ? '__Host-bd_organization' : 'bd_organization';

/** Whom a person who belongs to several organizations speaks for. Only a wish: they must belong to it at every request. */
export function chooseOrganization(context: Context, publicUrl: URL, organizationId: string): void {
  setCookie(context, organizationCookie(publicUrl), organizationId, {
    path: '/',
    httpOnly: true,
    sameSite: 'Lax',
    secure: publicUrl.protocol === 'https:',
    maxAge: longestMs / 1000,
  });
}

/** Takes the cookie of a token away: a person signs in in its place. */
export function forgetToken(context: Context, publicUrl: URL): void {
  const name = tokenCookie(publicUrl);
  if (getCookie(context, name) === undefined) return;
  setCookie(context, name, '', { path: '/', httpOnly: true, secure: publicUrl.protocol === 'https:', maxAge: 0 });
}

function sealed({ sealer }: SessionDeps, content: Sealed): string {
  return Buffer.from(sealer.seal(Buffer.from(JSON.stringify(content)), bound)).toString('base64url');
}

function unseal({ sealer }: SessionDeps, cookie: string | undefined): Sealed | undefined {
  if (!cookie) return undefined;
  try {
    return shape.parse(JSON.parse(Buffer.from(sealer.open(Buffer.from(cookie, 'base64url'), bound)).toString('utf8')));
  } catch {
    // Made with another key, or by somebody else: nobody is signed in.
    return undefined;
  }
}

function asNobody(error: unknown): undefined {
  if (isButtdialError(error) && error.code === 'unauthenticated') return undefined;
  throw error;
}

// A stream has no way to say why it ends: somebody who may not look any more has no session.
function asOver(error: unknown): undefined {
  if (isButtdialError(error) && error.code === 'forbidden') return undefined;
  throw error;
}

// Sealed cookies cannot be deleted from afar; those that were signed out here are remembered as long as they would live.
function createEnded(runtime: Runtime): { add(id: string, until: number): void; has(id: string): boolean } {
  const ids = new Map<string, number>();
  return {
    add(id, until) {
      const now = runtime.now().getTime();
      for (const [known, end] of ids) if (end <= now) ids.delete(known);
      ids.set(id, until);
    },
    has: id => ids.has(id),
  };
}

/** @throws `forbidden` unless the request comes from a page that this server sent. */
export function assertOwnPage(context: Context, publicUrl: URL): void {
  const { method } = context.req;
  const isRead = method === 'GET' || method === 'HEAD';
  if (context.req.header(pageHeader) === undefined || (context.req.header('origin') === undefined && !isRead))
    throw foreign();
  assertNotForeign(context, publicUrl);
}

/** As `assertOwnPage`, but for programs too, which say nothing of pages. @throws `forbidden` for a page of somebody else. */
export function assertNotForeign(context: Context, publicUrl: URL): void {
  assertSameSite(context);
  const origin = context.req.header('origin');
  if (origin !== undefined && origin !== publicUrl.origin && hostOf(origin) !== context.req.header('host'))
    throw foreign();
}

function assertSameSite(context: Context): void {
  const site = context.req.header('sec-fetch-site');
  if (site !== undefined && site !== 'same-origin') throw foreign();
}

function hostOf(origin: string): string | undefined {
  return URL.canParse(origin) ? new URL(origin).host : undefined;
}

function foreign(): ButtdialError {
  return new ButtdialError('forbidden', 'This request does not come from a page of this server.', {
    remedy: 'Programs use a bearer token instead of the session of a person.',
  });
}
