// The server keeps no text of what was sent. This page remembers what was written on it, until it is closed.
const texts = new Map<string, string>();
const most = 200;

/** Remembers what was written in a message. */
export function rememberText(messageId: string, text: string): void {
  texts.set(messageId, text);
  const [oldest] = texts.keys();
  if (texts.size > most && oldest !== undefined) texts.delete(oldest);
}

/** What was written in a message, if it was written here. */
export function rememberedText(messageId: string): string | undefined {
  return texts.get(messageId);
}
