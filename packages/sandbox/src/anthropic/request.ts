import { z } from 'zod';

const cache = {
  cache_control: z
    .strictObject({ type: z.literal('ephemeral'), ttl: z.enum(['5m', '1h']).optional() })
    .nullable()
    .optional(),
};
// The vendor refuses blocks of text without text.
const textBlock = z.strictObject({ type: z.literal('text'), text: z.string().min(1), ...cache });
const toolId = z.string().regex(/^[a-zA-Z0-9_-]+$/);
const userBlock = z.discriminatedUnion('type', [
  textBlock,
  z.strictObject({
    type: z.literal('tool_result'),
    tool_use_id: toolId,
    content: z.union([z.string(), z.array(textBlock)]).optional(),
    is_error: z.boolean().optional(),
    ...cache,
  }),
]);
const assistantBlock = z.discriminatedUnion('type', [
  textBlock,
  z.strictObject({
    type: z.literal('tool_use'),
    id: toolId,
    name: z.string(),
    input: z.record(z.string(), z.unknown()),
    ...cache,
  }),
]);

/** What POST /v1/messages takes here: streams with text and tools. */
export const messagesRequest = z.strictObject({
  model: z.string().min(1),
  max_tokens: z.int().positive(),
  messages: z
    .array(
      z.discriminatedUnion('role', [
        z.strictObject({ role: z.literal('user'), content: z.union([z.string().min(1), z.array(userBlock).min(1)]) }),
        z.strictObject({
          role: z.literal('assistant'),
          content: z.union([z.string().min(1), z.array(assistantBlock).min(1)]),
        }),
      ]),
    )
    .min(1),
  stream: z.literal(true),
  system: z.union([z.string(), z.array(textBlock)]).optional(),
  tools: z
    .array(
      z.strictObject({
        name: z.string().regex(/^[a-zA-Z0-9_-]{1,128}$/),
        description: z.string().optional(),
        input_schema: z.looseObject({ type: z.literal('object') }),
        ...cache,
      }),
    )
    .optional(),
  tool_choice: z
    .strictObject({ type: z.enum(['auto', 'any', 'none']), disable_parallel_tool_use: z.boolean().optional() })
    .optional(),
  temperature: z.number().min(0).max(1).optional(),
  stop_sequences: z.array(z.string()).optional(),
  metadata: z.strictObject({ user_id: z.string().optional() }).optional(),
});
/** A request for a streamed answer. */
export type MessagesRequest = z.output<typeof messagesRequest>;
type Message = MessagesRequest['messages'][number];

/** What is wrong with the order of messages: the user begins, and answers every tool call in the very next message. */
export function orderProblem(messages: MessagesRequest['messages']): string | undefined {
  if (messages[0]?.role !== 'user') return 'messages: first message must use the "user" role';
  let open: readonly string[] = [];
  for (const [index, one] of messages.entries()) {
    const answered = idsIn(one, 'tool_result');
    const missing = open.filter(id => !answered.includes(id));
    if (missing.length > 0)
      return `messages.${index}: \`tool_use\` ids were found without \`tool_result\` blocks immediately after`;
    if (answered.some(id => !open.includes(id)))
      return `messages.${index}: unexpected \`tool_use_id\` found in \`tool_result\` blocks`;
    open = idsIn(one, 'tool_use');
  }
  return open.length > 0 ? 'messages: the last `tool_use` has no `tool_result`' : undefined;
}

function idsIn({ content }: Message, type: 'tool_use' | 'tool_result'): readonly string[] {
  if (typeof content === 'string') return [];
  return content.flatMap(block => {
    if (block.type === 'tool_use' && type === 'tool_use') return [block.id];
    return block.type === 'tool_result' && type === 'tool_result' ? [block.tool_use_id] : [];
  });
}

/** The words of a message, tool results included. */
export function textOf(content: Message['content'] | MessagesRequest['system']): string {
  if (content === undefined || typeof content === 'string') return content ?? '';
  return content
    .map(block => (block.type === 'text' ? block.text : block.type === 'tool_result' ? textOf(block.content) : ''))
    .join('');
}

/** Whether a message answers tools. */
export function isToolAnswer(message: Message): boolean {
  return idsIn(message, 'tool_result').length > 0;
}
