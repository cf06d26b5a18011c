import type { ToolSpec } from '@buttdial/core';
import { z } from 'zod';
import type { Action } from './brain.ts';

/** A tool of the house that a model may use in a call. */
export interface BrainTool extends ToolSpec {
  /** `input` is what the model wrote, read as JSON and not yet checked. @returns what the model is told. */
  execute(input: unknown, signal: AbortSignal): Promise<string>;
}

const text = z.string().min(1).max(2000);

/** What a model may do to the call itself, and how its arguments are read. */
const actions: Readonly<
  Record<string, { readonly description: string; readonly input: z.ZodType; read(input: never): Action }>
> = {
  hang_up: {
    description: 'Ends the call after everything said was heard. Use it when the conversation is over.',
    input: z.object({ last_words: text.optional() }),
    read: ({ last_words }: { last_words?: string }) => ({
      kind: 'hang-up',
      ...(last_words !== undefined && { lastWords: last_words }),
    }),
  },
  transfer_call: {
    description: 'Hands the caller over to somebody else. The number is checked first.',
    input: z.object({ to: text, mode: z.enum(['cold', 'warm']).default('cold'), briefing: text.optional() }),
    read: ({ to, mode, briefing }: { to: string; mode: 'cold' | 'warm'; briefing?: string }) => ({
      kind: 'transfer',
      transfer: { to, mode, ...(briefing !== undefined && { briefing }) },
    }),
  },
  press_digits: {
    description: 'Presses keys, for menus. w waits half a second.',
    input: z.object({ digits: z.string().regex(/^[0-9*#w]{1,40}$/) }),
    read: ({ digits }: { digits: string }) => ({ kind: 'digits', digits }),
  },
  take_note: {
    description: 'Writes something down for whoever asked for this call.',
    input: z.object({ text }),
    read: ({ text: note }: { text: string }) => ({ kind: 'note', text: note }),
  },
};

/** The tools that act on the call, as a model is shown them. */
export const callTools: readonly ToolSpec[] = Object.entries(actions).map(([name, { description, input }]) => ({
  name,
  description,
  input: z.toJSONSchema(input, { io: 'input' }) as Readonly<Record<string, unknown>>,
}));

/** What a model is shown of a tool. */
export function specOf({ name, description, input }: BrainTool): ToolSpec {
  return { name, description, input };
}

/** What became of a tool call: an action on the call, or words for the model. */
export type ToolResult = { readonly action?: Action; readonly answer: string };

/** Reads and runs one tool call. What a model writes wrong is told to it; nothing throws but an abort. */
export async function runTool(
  call: { readonly name: string; readonly arguments: string },
  tools: readonly BrainTool[],
  signal: AbortSignal,
): Promise<ToolResult> {
  const input = jsonOf(call.arguments);
  if (input === undefined) return { answer: 'The arguments are not JSON.' };
  const own = actions[call.name];
  if (own) {
    const read = own.input.safeParse(input);
    return read.success
      ? { action: own.read(read.data as never), answer: 'Done.' }
      : { answer: `Wrong arguments: ${z.prettifyError(read.error)}` };
  }
  const tool = tools.find(one => one.name === call.name);
  if (!tool) return { answer: 'There is no such tool.' };
  try {
    return { answer: await tool.execute(input, signal) };
  } catch {
    signal.throwIfAborted();
    return { answer: 'The tool failed. Say so, and go on without it.' };
  }
}

function jsonOf(text: string): unknown {
  try {
    return text.trim() === '' ? {} : JSON.parse(text);
  } catch (notJson) {
    if (notJson instanceof SyntaxError) return undefined;
    throw notJson;
  }
}
