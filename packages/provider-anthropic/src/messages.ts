import type { Turn } from '@buttdial/core';
import { jsonOf } from './read.ts';

interface Message {
  readonly role: 'user' | 'assistant';
  readonly content: readonly Record<string, unknown>[];
}

// Anthropic wants the user to begin, and somebody has to when a call begins.
const silence: Message = {
  role: 'user',
  content: [{ type: 'text', text: '[The call is connected. Nothing was said yet.]' }],
};

/** A conversation as Anthropic wants it: begun by the user, without empty texts, tools answered in one message. */
export function messagesOf(turns: readonly Turn[]): readonly Message[] {
  const messages: Message[] = [];
  for (const message of turns.map(messageOf)) {
    const last = messages.at(-1);
    if (message.content.length === 0) continue;
    // Answers to several tools stand in one message.
    if (last && last.role === message.role)
      messages.splice(-1, 1, { ...last, content: [...last.content, ...message.content] });
    else messages.push(message);
  }
  return messages[0]?.role === 'user' ? messages : [silence, ...messages];
}

function messageOf({ role, text, toolCallId, toolCalls = [] }: Turn): Message {
  const words = text.trim() === '' ? [] : [{ type: 'text', text }];
  if (role === 'tool')
    return { role: 'user', content: [{ type: 'tool_result', tool_use_id: toolCallId, content: text }] };
  if (role === 'user') return { role, content: words };
  const calls = toolCalls.map(call => ({
    type: 'tool_use',
    id: call.id,
    name: call.name,
    input: objectOf(call.arguments),
  }));
  return { role, content: [...words, ...calls] };
}

// What the model wrote wrong was told to it as the tool's answer; here it has to be an object.
function objectOf(written: string): object {
  const read = jsonOf(written);
  return typeof read === 'object' && read !== null && !Array.isArray(read) ? read : {};
}
