import { ButtdialError } from '@buttdial/core';
import type { Sample } from '@buttdial/switchboard';
import type { Server } from '@modelcontextprotocol/sdk/server/index.js';

/** A caller hears silence meanwhile; after this somebody else answers. */
const ANSWER_WITHIN_MS = 8_000;

/** Asks the model of a connected client, by `sampling/createMessage`. */
export function sampleBy(server: Server): Sample {
  return async ({ system, messages, maxTokens }, signal) => {
    const { content } = await server.createMessage(
      {
        systemPrompt: system,
        messages: messages.map(({ role, text }) => ({ role, content: { type: 'text', text } })),
        maxTokens,
      },
      { signal, timeout: ANSWER_WITHIN_MS },
    );
    if (content.type === 'text') return content.text;
    throw new ButtdialError('vendor-failed', 'The client answered with something else than text.');
  };
}
