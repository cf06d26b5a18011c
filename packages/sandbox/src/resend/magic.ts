/** What becomes of a mail, by the part of its recipient before the @ (a `+label` is ignored). */
export type MailFate = 'delivered' | 'bounced' | 'complained' | 'delayed' | 'suppressed' | 'failed';

const fates: readonly MailFate[] = ['delivered', 'bounced', 'complained', 'delayed', 'suppressed', 'failed'];

/** `bounced@example.com`, `complained+test@resend.dev` and so on; everybody else gets their mail. */
export function fateOf(address: string): MailFate {
  const local = address.slice(0, address.lastIndexOf('@')).split('+')[0]?.toLowerCase();
  return fates.find(fate => fate === local) ?? 'delivered';
}
