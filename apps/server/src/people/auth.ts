import { passkey } from '@better-auth/passkey';
import type { Runtime } from '@buttdial/core';
import { type Sealer, sixDigits } from '@buttdial/switchboard';
import { APIError, createAuthMiddleware } from 'better-auth/api';
import { type BetterAuthOptions, betterAuth } from 'better-auth/minimal';
import { emailOTP } from 'better-auth/plugins/email-otp';
import { twoFactor } from 'better-auth/plugins/two-factor';
import { cookiePrefix } from './cookies.ts';
import { joining } from './join.ts';
import { hashPassword, verifyPassword } from './password.ts';

/** A mail with a code, and what the code is for. */
export interface CodeMail {
  readonly to: string;
  readonly code: string;
  readonly use: 'register' | 'sign-in' | 'reset';
}

/** What better-auth is put together from. */
export interface AuthParts {
  /** The `database` option, from the store. */
  readonly database: unknown;
  readonly sealer: Pick<Sealer, 'derive' | 'fingerprint'>;
  readonly runtime: Runtime;
  readonly publicUrl: URL;
  /** Does not wait and does not fail: how long it takes would tell whether an address is known. */
  readonly mailCode: (mail: CodeMail) => void;
}

const hour = 3_600;
// A session that nobody uses for so long is over.
const sessionSeconds = 12 * hour;

/**
 * better-auth for this installation. None of its routes is offered: what people may do is in `http/auth`, and calls it from
 * inside. Loading this module costs memory, so it is loaded when the first person comes.
 */
export function createAuth(parts: AuthParts) {
  const { sealer, runtime, publicUrl, mailCode } = parts;
  const secure = publicUrl.protocol === 'https:';
  return betterAuth({
    baseURL: publicUrl.origin,
    secret: Buffer.from(sealer.derive('people')).toString('hex'),
    database: parts.database as NonNullable<BetterAuthOptions['database']>,
    appName: 'Butt-Dial',
    telemetry: { enabled: false },
    // Throttled by `throttle.ts`, per account too.
    rateLimit: { enabled: false },
    // Its messages hold addresses.
    logger: { disabled: true },
    session: { expiresIn: sessionSeconds, updateAge: hour, freshAge: hour },
    emailAndPassword: {
      enabled: true,
      disableSignUp: true,
      requireEmailVerification: true,
      revokeSessionsOnPasswordReset: true,
      maxPasswordLength: 200,
      password: { hash: hashPassword, verify: ({ hash, password }) => verifyPassword(hash, password) },
    },
    advanced: {
      useSecureCookies: false,
      cookiePrefix: cookiePrefix(publicUrl),
      defaultCookieAttributes: { secure, sameSite: 'lax', httpOnly: true, path: '/' },
      ipAddress: { disableIpTracking: true },
      database: { generateId: () => runtime.newId() },
    },
    hooks: { before: noCodePastTotp },
    plugins: [codesByMail(parts), secondFactor(sealer, mailCode), passkeys(publicUrl), joining()],
  });
}

/** better-auth as it is set up here. */
export type Auth = ReturnType<typeof createAuth>;

// Six digits are found by trying them all, unless their hash is keyed.
const hashedCodes = (sealer: AuthParts['sealer']) => ({
  hash: async (code: string) => sealer.fingerprint(`code\n${code}`),
});

function codesByMail({ sealer, runtime, mailCode }: AuthParts) {
  return emailOTP({
    otpLength: 6,
    expiresIn: 600,
    allowedAttempts: 3,
    disableSignUp: true,
    generateOTP: () => sixDigits(runtime),
    storeOTP: hashedCodes(sealer),
    sendVerificationOTP: async ({ email, otp, type }) => {
      if (type === 'forget-password') mailCode({ to: email, code: otp, use: 'reset' });
    },
  });
}

function secondFactor(sealer: AuthParts['sealer'], mailCode: AuthParts['mailCode']) {
  return twoFactor({
    issuer: 'Butt-Dial',
    otpOptions: {
      digits: 6,
      period: 10,
      allowedAttempts: 3,
      storeOTP: hashedCodes(sealer),
      sendOTP: ({ user, otp }) => mailCode({ to: user.email, code: otp, use: 'sign-in' }),
    },
  });
}

// An address with a number in it is no name for a passkey; browsers take this machine's own name instead.
function passkeys(publicUrl: URL) {
  const isThisMachine = /^(127\.|\[::1\]$)/.test(publicUrl.hostname);
  const own = new URL(publicUrl);
  if (isThisMachine) own.hostname = 'localhost';
  return passkey({
    rpID: own.hostname,
    rpName: 'Butt-Dial',
    origin: [...new Set([own.origin, publicUrl.origin])],
    authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
    authentication: {
      // Otherwise whoever finds the key signs in past TOTP.
      afterVerification: async ({ verification }) => {
        if (!verification.authenticationInfo.userVerified)
          throw new APIError('UNAUTHORIZED', {
            code: 'USER_NOT_VERIFIED',
            message: 'The passkey did not check its user.',
          });
      },
    },
  });
}

/** A code by mail is a second factor only for those who have no better one. */
const noCodePastTotp = createAuthMiddleware(async context => {
  if (context.path !== '/two-factor/send-otp' && context.path !== '/two-factor/verify-otp') return;
  const { internalAdapter, adapter, secret, createAuthCookie } = context.context;
  const challenge = await context.getSignedCookie(createAuthCookie('two_factor').name, secret);
  const pending = challenge ? await internalAdapter.findVerificationValue(challenge) : undefined;
  if (!pending) return;
  const where = [{ field: 'userId', value: pending.value }];
  const totp = await adapter.findOne<{ verified?: boolean }>({ model: 'twoFactor', where });
  if (totp && totp.verified !== false)
    throw new APIError('FORBIDDEN', { code: 'TOTP_NEEDED', message: 'This account is signed in with TOTP.' });
});
