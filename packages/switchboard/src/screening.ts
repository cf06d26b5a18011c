import { type ContentFlag, type ContentModerator, createContentScreen, screenContent } from '@buttdial/compliance';
import type { Deps } from './deps.ts';
import type { Outgoing } from './outgoing.ts';

/** What a content filter found, or that it must be asked again. */
export type Screened = { readonly flags: readonly ContentFlag[] } | 'held';

/** Screens everything of a message that its reader will see. Synchronous unless a moderator was given. */
export function screenOutgoing(deps: Deps, outgoing: Outgoing): Screened | Promise<Screened> {
  return screenText(deps, shownText(outgoing));
}

/** The same for bare text. */
export function screenText({ moderate, settings }: Deps, text: string): Screened | Promise<Screened> {
  return moderate ? moderated(moderate, text, settings.courier.requestTimeoutMs) : screenContent(text);
}

async function moderated(moderate: ContentModerator['moderate'], text: string, patienceMs: number): Promise<Screened> {
  // An outage must not mean that anything may leave.
  const screen = createContentScreen({ moderator: { moderate }, onOutage: 'hold' });
  const answered = screen.screen(text);
  const late = new Promise<'held'>(resolve =>
    AbortSignal.timeout(patienceMs).addEventListener('abort', () => resolve('held')),
  );
  const screened = await Promise.race([answered, late]);
  return screened === 'held' || screened.held ? 'held' : { flags: screened.flags };
}

function shownText(outgoing: Outgoing): string {
  if (outgoing.kind === 'email') {
    const { subject, text = '', html = '' } = outgoing.email;
    return `${subject}\n${text}\n${html.replace(/<[^>]*>/g, ' ')}`;
  }
  const { content } = outgoing.message;
  return content.kind === 'text' ? content.text : Object.values(content.variables).join('\n');
}
