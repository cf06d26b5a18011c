import {
  type Action,
  composeEmailFooter,
  type Decision,
  listUnsubscribeHeaders,
  signUnsubscribeToken,
} from '@buttdial/compliance';
import type { MessageRecord, OutboundEmail } from '@buttdial/core';
import type { Deps } from './deps.ts';
import type { Outgoing } from './outgoing.ts';

/** What a commercial e-mail must show of its sender, as far as this installation knows it. */
export interface CommercialSender {
  readonly name: string;
  readonly postalAddress: string | undefined;
  /** Only where the server has an https address: RFC 8058 takes no other. */
  readonly unsubscribeUrl: string | undefined;
}

type Addressed = Pick<MessageRecord, 'organizationId' | 'contactKey' | 'from'>;

/** The sender of a message: the organization's own postal address, or that of the installation. */
export async function commercialSender(deps: Deps, item: Addressed): Promise<CommercialSender> {
  const organization = await deps.store.organizations.get(item.organizationId);
  const own = organization?.settings.postalAddress;
  const { publicUrl, postalAddress } = deps.settings;
  return {
    name: organization?.name ?? item.from,
    postalAddress: typeof own === 'string' && own.trim() !== '' ? own : postalAddress,
    unsubscribeUrl:
      publicUrl.protocol === 'https:'
        ? `${publicUrl.href.replace(/\/$/, '')}/unsubscribe/${unsubscribeToken(deps, item)}`
        : undefined,
  };
}

/** Names the organization and the keyed hash of the contact, never the address: URLs end in logs. */
function unsubscribeToken(deps: Deps, { organizationId, contactKey }: Addressed): string {
  return signUnsubscribeToken(`${organizationId}\n${contactKey}`, deps.sealer.derive('unsubscribe'));
}

/** What an e-mail of this sender will carry, for the judge. */
export function carries(sender: CommercialSender): NonNullable<Action['email']> {
  const unsubscribe = sender.unsubscribeUrl !== undefined;
  return {
    physicalAddress: sender.postalAddress !== undefined,
    unsubscribeLink: unsubscribe,
    listUnsubscribeOneClick: unsubscribe,
  };
}

/** The e-mail with what the decision says that it owes. */
export function withObligations(
  outgoing: Outgoing,
  decision: Decision,
  sender: CommercialSender | undefined,
): Outgoing {
  if (outgoing.kind !== 'email' || !sender?.postalAddress || !sender.unsubscribeUrl) return outgoing;
  const owed = new Set(decision.obligations.map(obligation => obligation.duty));
  const footed =
    owed.has('postal_address') || owed.has('unsubscribe_footer')
      ? withFooter(outgoing.email, {
          senderName: outgoing.email.fromName ?? sender.name,
          postalAddress: sender.postalAddress,
          unsubscribeUrl: sender.unsubscribeUrl,
        })
      : outgoing.email;
  const headers = owed.has('list_unsubscribe') ? listUnsubscribeHeaders(sender.unsubscribeUrl) : {};
  return { ...outgoing, email: { ...footed, headers: { ...footed.headers, ...headers } } };
}

function withFooter(email: OutboundEmail, parts: Parameters<typeof composeEmailFooter>[0]): OutboundEmail {
  const footer = composeEmailFooter(parts);
  const { text, html } = email;
  return {
    ...email,
    ...(text === undefined ? {} : { text: text + footer.text }),
    ...(html === undefined ? {} : { html: insideBody(html, footer.html) }),
  };
}

// After the end of the body it would be outside of the document.
function insideBody(html: string, footer: string): string {
  const end = html.search(/<\/body\s*>(?![\s\S]*<\/body\s*>)/i);
  return end < 0 ? html + footer : html.slice(0, end) + footer + html.slice(end);
}
