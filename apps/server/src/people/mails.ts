import type { AccountMail } from '@buttdial/switchboard';
import type { CodeMail } from './auth.ts';

const purposes: Readonly<Record<CodeMail['use'], string>> = {
  register: 'confirm this address',
  'sign-in': 'sign in',
  reset: 'choose a new password',
};

/** The mail with a code. */
export function codeMail({ to, code, use }: CodeMail, host: string): AccountMail {
  return {
    to,
    subject: `${code} is your code for ${host}`,
    text: `${code}\n\nType it on ${host} to ${purposes[use]}. It works for ten minutes.\n\nWhoever asks you for it is not us. If you did not ask for it, there is nothing to do.\n`,
  };
}

/** What somebody is told who registers with an address that is registered already; the page says nothing of it. */
export function alreadyMail(to: string, publicUrl: URL): AccountMail {
  return {
    to,
    subject: `You are registered on ${publicUrl.host} already`,
    text: `Somebody, probably you, registered this address on ${publicUrl.host} again. It is registered already.\n\nSign in: ${new URL('/admin', publicUrl).href}\nThere you can choose a new password, too.\n\nIf it was not you, there is nothing to do.\n`,
  };
}

/** Tells somebody that their account was changed, in case it was not them. */
export function changedMail(to: string, what: 'password' | 'second-factor', publicUrl: URL): AccountMail {
  const changed = what === 'password' ? 'The password of your account was' : 'How you sign in with your account was';
  return {
    to,
    subject: `Your account on ${publicUrl.host} was changed`,
    text: `${changed} changed just now.\n\nIf it was not you, choose a new password at once: ${new URL('/auth/forgot', publicUrl).href}\n`,
  };
}
