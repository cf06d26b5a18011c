import type { Facts } from '../facts.ts';
import type { CustomRule, Finding } from '../rule.ts';

/* Rules of law and of platforms that no table can hold. Each is one question to the facts. */

const anyPurpose = { kind: 'custom', purposes: ['*'] } as const;

function requires(message: string, remedy: string): Finding {
  return { effect: 'require', message, remedy };
}

/** AI Act art. 50(1), state law and our own promise: an AI says that it is one. */
export const aiDisclosure: CustomRule = {
  ...anyPurpose,
  id: 'AI-DISCLOSE',
  jurisdiction: '*',
  channels: ['voice'],
  voices: ['ai'],
  citation: 'Product rule (AI-DISCLOSE-DEFAULT); Regulation (EU) 2024/1689 art. 50(1)',
  confidence: 'policy',
  locked: true,
  check: ({ action }) =>
    action.aiDisclosure
      ? null
      : requires(
          'The call does not open by saying that an AI speaks.',
          'Open with the disclosure and set aiDisclosure.',
        ),
};

export const recordingAnnouncement: CustomRule = {
  ...anyPurpose,
  id: 'REC-ANNOUNCE',
  jurisdiction: '*',
  channels: ['voice'],
  citation: 'Product rule: announce every recording; all-party statutes in the recording pack',
  confidence: 'policy',
  locked: true,
  check: ({ action }) =>
    !action.record || action.recordingAnnouncement
      ? null
      : requires('The call is recorded and does not say so.', 'Announce the recording first, or do not record.'),
};

export const tenDlc: CustomRule = {
  ...anyPurpose,
  id: 'US-10DLC',
  jurisdiction: 'US',
  channels: ['sms'],
  citation: 'The Campaign Registry; Twilio error 30034',
  confidence: 'high',
  check: ({ context }) =>
    context.a2pRegistered
      ? null
      : {
          effect: 'deny',
          message: 'The sender has no registered brand and campaign for texts to the United States.',
          remedy: 'Register the brand and campaign (10DLC), or verify the toll-free number.',
        },
};

export const reassigned: CustomRule = {
  kind: 'custom',
  id: 'US-RND',
  jurisdiction: 'US',
  channels: ['voice', 'sms'],
  purposes: ['marketing', 'informational'],
  citation: '47 CFR 64.1200(m); 52.15(f)',
  confidence: 'high',
  check: ({ context }) =>
    context.reassigned
      ? {
          effect: 'deny',
          message: 'The number has a new owner since the consent was given: all consent for it is void.',
          remedy: 'Remove the number and its consent; the new owner must consent anew.',
        }
      : null,
};

export const whatsappWindow: CustomRule = {
  ...anyPurpose,
  id: 'WA-24H',
  jurisdiction: '*',
  channels: ['whatsapp'],
  citation: 'Meta WhatsApp Business Platform docs; Twilio error 63016',
  confidence: 'high',
  check: ({ action, recentInbound }) =>
    recentInbound || action.templateId !== undefined
      ? null
      : requires(
          'Free-form WhatsApp messages may only answer a message of the last 24 hours.',
          'Send an approved template whose category fits the purpose.',
        ),
};

export const lineFriend: CustomRule = {
  ...anyPurpose,
  id: 'LINE-FRIEND',
  jurisdiction: '*',
  channels: ['line'],
  citation: 'LINE Messaging API docs',
  confidence: 'high',
  check: ({ context }) =>
    context.lineFriend
      ? null
      : {
          effect: 'deny',
          message: 'The person has not added the LINE account, or has blocked it.',
          remedy: 'Ask the person on another channel to add the account.',
        },
};

const commercialEmail = {
  kind: 'custom',
  jurisdiction: '*',
  channels: ['email'],
  purposes: ['marketing'],
  confidence: 'high',
} as const;

function emailCheck(field: keyof Facts['action']['email'], message: string, remedy: string): CustomRule['check'] {
  return ({ action }) => (action.email[field] ? null : requires(message, remedy));
}

export const emailRules: readonly CustomRule[] = [
  {
    ...commercialEmail,
    id: 'EMAIL-ADDR',
    citation: '15 U.S.C. 7704(a)(5)(A)(iii)',
    check: emailCheck(
      'physicalAddress',
      'The email shows no postal address of the sender.',
      'Add the postal address to the footer.',
    ),
  },
  {
    ...commercialEmail,
    id: 'EMAIL-UNSUB',
    citation: '15 U.S.C. 7704(a)(3)-(4)',
    check: emailCheck(
      'unsubscribeLink',
      'The email has no clear way to unsubscribe.',
      'Add an unsubscribe link that works for at least 30 days (Canada: 60).',
    ),
  },
  {
    ...commercialEmail,
    id: 'EMAIL-ONECLICK',
    citation: 'RFC 8058; Gmail and Yahoo sender rules (2024)',
    check: emailCheck(
      'listUnsubscribeOneClick',
      'The email has no one-click unsubscribe headers.',
      'Add List-Unsubscribe and List-Unsubscribe-Post, both covered by DKIM.',
    ),
  },
];
