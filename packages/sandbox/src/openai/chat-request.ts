import { z } from 'zod';

const words = z.string();
const parts = z.array(z.strictObject({ type: z.literal('text'), text: words })).min(1);
const content = z.union([words, parts]);
const toolCall = z.strictObject({
  id: z.string().min(1),
  type: z.literal('function'),
  function: z.strictObject({ name: z.string().min(1), arguments: z.string() }),
});

const message = z.discriminatedUnion('role', [
  z.strictObject({ role: z.literal('developer'), content }),
  z.strictObject({ role: z.literal('system'), content }),
  z.strictObject({ role: z.literal('user'), content, name: words.optional() }),
  z.strictObject({
    role: z.literal('assistant'),
    content: content.nullable().optional(),
    refusal: words.nullable().optional(),
    tool_calls: z.array(toolCall).min(1).optional(),
  }),
  z.strictObject({ role: z.literal('tool'), content, tool_call_id: z.string().min(1) }),
]);

const effort = z.enum(['none', 'minimal', 'low', 'medium', 'high', 'xhigh']);

/** What POST /chat/completions takes here: streams with text and tools. Other fields that OpenAI knows are refused too, because nothing would come of them. */
export const chatRequest = z.strictObject({
  model: z.string().min(1),
  messages: z.array(message).min(1),
  stream: z.literal(true),
  stream_options: z
    .strictObject({ include_usage: z.boolean().optional(), include_obfuscation: z.boolean().optional() })
    .optional(),
  tools: z
    .array(
      z.strictObject({
        type: z.literal('function'),
        function: z.strictObject({
          name: z.string().regex(/^[a-zA-Z0-9_-]{1,64}$/),
          description: words.optional(),
          parameters: z.record(z.string(), z.unknown()).optional(),
          strict: z.boolean().nullable().optional(),
        }),
      }),
    )
    .min(1)
    .max(128)
    .optional(),
  tool_choice: z.enum(['none', 'auto', 'required']).optional(),
  parallel_tool_calls: z.boolean().optional(),
  max_completion_tokens: z.int().positive().optional(),
  max_tokens: z.int().positive().optional(),
  temperature: z.number().min(0).max(2).optional(),
  reasoning_effort: effort.optional(),
  service_tier: z.string().optional(),
  prompt_cache_key: z.string().optional(),
  store: z.boolean().optional(),
});
/** A request for a streamed answer. */
export type ChatRequest = z.output<typeof chatRequest>;

/** What is wrong with the order of messages: every tool call is answered right after it, and nothing else is. */
export function orderProblem(messages: ChatRequest['messages']): string | undefined {
  let open = new Set<string>();
  for (const [index, one] of messages.entries()) {
    if (one.role === 'tool') {
      if (!open.delete(one.tool_call_id))
        return `messages.${index}: 'tool' must be a response to a preceding message with 'tool_calls'.`;
      continue;
    }
    if (open.size > 0)
      return `messages.${index}: an assistant message with 'tool_calls' must be followed by tool messages for each 'tool_call_id'.`;
    open = new Set(one.role === 'assistant' ? one.tool_calls?.map(call => call.id) : []);
  }
  return open.size > 0 ? 'The last tool calls are not answered.' : undefined;
}

/** The words of a message. */
export function textOf(given: z.output<typeof content> | null | undefined): string {
  if (typeof given === 'string') return given;
  return (given ?? []).map(part => part.text).join('');
}
