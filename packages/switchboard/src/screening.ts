import { type ContentFlag, type ContentModerator, createContentScreen, screenContent } from '@buttdial/compliance';
import type { Deps } from './deps.ts';
import type { Outgoing } from './outgoing.ts';

/** What a content filter found, or that it must be asked again. */
export type Screened = { readonly flags: readonly ContentFlag[] } | 'held';

/** Screens everything of a message that its reader will see or hear. Synchronous unless a moderator was given. */
export function screenOutgoing(deps: Deps, outgoing: Outgoing): Screened | Promise<Screened> {
  return screenText(deps, shownText(outgoing));
}

/** The same for bare text. */
export function screenText(deps: Deps, text: string): Screened | Promise<Screened> {
  const { moderate } = deps;
  return moderate ? moderated(deps, moderate, text) : screenContent(text);
}

async function moderated(deps: Deps, moderate: ContentModerator['moderate'], text: string): Promise<Screened> {
  // An outage must not mean that anything may leave.
  const screen = createContentScreen({ moderator: { moderate }, onOutage: 'hold' });
  const answered = screen.screen(text);
  const late = new Promise<'held'>(resolve =>
    deps.runtime.timeout(deps.settings.courier.requestTimeoutMs).addEventListener('abort', () => resolve('held')),
  );
  const screened = await Promise.race([answered, late]);
  return screened === 'held' || screened.held ? 'held' : { flags: screened.flags };
}

function shownText(outgoing: Outgoing): string {
  return outgoing.spoken === undefined ? readText(outgoing) : `${outgoing.spoken}\n${readText(outgoing)}`;
}

function readText(outgoing: Outgoing): string {
  if (outgoing.kind === 'email') {
    const { subject, text = '', html = '' } = outgoing.email;
    return `${subject}\n${text}\n${html.replace(/<[^>]*>/g, ' ')}`;
  }
  const { content } = outgoing.message;
  return content.kind === 'text' ? content.text : Object.values(content.variables).join('\n');
}
