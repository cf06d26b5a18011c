import { z } from 'zod';

const eventId = { event_id: z.string().max(512).optional() };
const text = z.string();

const format = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('audio/pcm'), rate: z.literal(24_000).optional() }),
  z.strictObject({ type: z.literal('audio/pcmu') }),
  z.strictObject({ type: z.literal('audio/pcma') }),
]);
/** How audio is written on the wire. */
export type WireFormat = z.output<typeof format>;

const answering = { create_response: z.boolean().default(true), interrupt_response: z.boolean().default(true) };
const turnDetection = z
  .discriminatedUnion('type', [
    z.strictObject({
      type: z.literal('server_vad'),
      threshold: z.number().min(0).max(1).optional(),
      prefix_padding_ms: z.int().nonnegative().optional(),
      silence_duration_ms: z.int().positive().default(500),
      idle_timeout_ms: z.int().min(5000).max(30_000).nullable().optional(),
      ...answering,
    }),
    z.strictObject({
      type: z.literal('semantic_vad'),
      eagerness: z.enum(['low', 'medium', 'high', 'auto']).optional(),
      ...answering,
    }),
  ])
  .nullable();
/** When the server takes a turn for over. */
export type TurnDetection = z.output<typeof turnDetection>;

const hearing = z.strictObject({
  format: format.optional(),
  transcription: z
    .strictObject({
      model: text.optional(),
      language: z
        .string()
        .regex(/^[a-z]{2,3}$/)
        .optional(),
      prompt: text.optional(),
    })
    .nullable()
    .optional(),
  noise_reduction: z
    .strictObject({ type: z.enum(['near_field', 'far_field']) })
    .nullable()
    .optional(),
  turn_detection: turnDetection.optional(),
});

const tool = z.strictObject({
  type: z.literal('function'),
  name: z.string().regex(/^[a-zA-Z0-9_-]{1,64}$/),
  description: text.optional(),
  parameters: z.record(z.string(), z.unknown()).optional(),
});

const realtimeSession = z.strictObject({
  type: z.literal('realtime'),
  model: text.optional(),
  output_modalities: z.tuple([z.enum(['audio', 'text'])]).optional(),
  instructions: text.optional(),
  tools: z.array(tool).optional(),
  tool_choice: z.enum(['none', 'auto', 'required']).optional(),
  parallel_tool_calls: z.boolean().optional(),
  reasoning: z.strictObject({ effort: text }).optional(),
  max_output_tokens: z.union([z.int().min(1).max(4096), z.literal('inf')]).optional(),
  audio: z
    .strictObject({
      input: hearing.optional(),
      output: z
        .strictObject({
          format: format.optional(),
          voice: text.optional(),
          speed: z.number().min(0.25).max(1.5).optional(),
        })
        .optional(),
    })
    .optional(),
});

const transcriptionSession = z.strictObject({
  type: z.literal('transcription'),
  audio: z.strictObject({ input: hearing.optional() }).optional(),
});
/** What a session can be set to. */
export const sessionUpdate = z.discriminatedUnion('type', [realtimeSession, transcriptionSession]);
/** What a session was set to. */
export type SessionUpdate = z.output<typeof sessionUpdate>;

const inputText = z.strictObject({ type: z.literal('input_text'), text });
const item = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('message'),
    id: z.string().max(32).optional(),
    role: z.enum(['system', 'user']),
    content: z.array(inputText).min(1),
  }),
  z.strictObject({
    type: z.literal('function_call_output'),
    id: z.string().max(32).optional(),
    call_id: z.string().min(1),
    output: text,
  }),
]);

const response = z.strictObject({
  instructions: text.optional(),
  conversation: z.enum(['auto', 'none']).optional(),
  metadata: z.record(z.string(), z.string()).optional(),
  tool_choice: z.enum(['none', 'auto', 'required']).optional(),
  output_modalities: z.tuple([z.enum(['audio', 'text'])]).optional(),
});

/** Everything that a client may say. What is not here is refused, and written down. */
export const clientEvent = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('session.update'), ...eventId, session: sessionUpdate }),
  z.strictObject({ type: z.literal('input_audio_buffer.append'), ...eventId, audio: z.base64() }),
  z.strictObject({ type: z.literal('input_audio_buffer.commit'), ...eventId }),
  z.strictObject({ type: z.literal('input_audio_buffer.clear'), ...eventId }),
  z.strictObject({
    type: z.literal('conversation.item.create'),
    ...eventId,
    previous_item_id: z.string().nullable().optional(),
    item,
  }),
  z.strictObject({
    type: z.literal('conversation.item.truncate'),
    ...eventId,
    item_id: z.string().min(1),
    content_index: z.literal(0),
    audio_end_ms: z.int().nonnegative(),
  }),
  z.strictObject({ type: z.literal('conversation.item.delete'), ...eventId, item_id: z.string().min(1) }),
  z.strictObject({ type: z.literal('response.create'), ...eventId, response: response.optional() }),
  z.strictObject({ type: z.literal('response.cancel'), ...eventId, response_id: z.string().optional() }),
]);
/** One thing that a client says. */
export type ClientEvent = z.output<typeof clientEvent>;
/** The event of one type. */
export type ClientEventOf<Type extends ClientEvent['type']> = Extract<ClientEvent, { readonly type: Type }>;
