import type { Ask, Context, Question, Registrar } from '../src/index.ts';
import { fixtureTool, text } from './fixture-tool.ts';

/** Tools and a prompt that ask the client something before they answer. */
export function askingFixtures(registrar: Registrar): void {
  pushFixtures(registrar);
  singleFixtures(registrar);
  stateFixtures(registrar);
  fixtureTool(registrar, 'test_input_required_result_multiple_inputs', async (_, context) => {
    const roots = answer(context, 'client_roots')?.roots;
    const greeting = spoken(context, 'greeting');
    const name = accepted(context, 'user_name')?.name;
    if (typeof name === 'string' && greeting !== undefined && Array.isArray(roots))
      return text(`${greeting} ${name}, ${roots.length} roots`);
    return {
      ask: { user_name: askName, greeting: complete('Generate a greeting'), client_roots: { method: 'roots/list' } },
      state: { tool: 'multiple_inputs' },
    };
  });
  fixtureTool(registrar, 'test_input_required_result_capabilities', async (_, context) => {
    if (Object.keys(context.answers).length > 0) return text('Capability-aware input requests fulfilled');
    const { elicitation, sampling, roots } = context.clientCapabilities;
    const ask = {
      ...(elicitation ? { user_name: askName } : {}),
      ...(sampling ? { greeting: complete('Generate a greeting') } : {}),
      ...(roots ? { client_roots: { method: 'roots/list' as const } } : {}),
    };
    return Object.keys(ask).length > 0 ? { ask } : text('Nothing can be asked.');
  });
  registrar.prompt(
    'test_input_required_result_prompt',
    { title: 'Asking prompt', description: 'Asks before it renders.' },
    async (_, context) => {
      const words = accepted(context, 'user_context')?.context;
      if (typeof words !== 'string')
        return { ask: { user_context: form('What context should the prompt use?', { context: { type: 'string' } }) } };
      return { messages: [{ role: 'user', content: { type: 'text', text: `Use the following context: ${words}` } }] };
    },
  );
}

function form(message: string, properties: object, required: readonly string[] = Object.keys(properties)): Question {
  return {
    method: 'elicitation/create',
    params: { mode: 'form', message, requestedSchema: { type: 'object', properties, required } },
  };
}

function complete(words: string): Question {
  return {
    method: 'sampling/createMessage',
    params: { messages: [{ role: 'user', content: { type: 'text', text: words } }], maxTokens: 100 },
  };
}

const askName = form('What is your name?', { name: { type: 'string' } });
const confirm = form('Please confirm', { ok: { type: 'boolean' } });

type Loose = Readonly<Record<string, unknown>>;
const answer = (context: Context, key: string) => context.answers[key] as Loose | undefined;

function accepted(context: Context, key: string): Loose | undefined {
  const given = answer(context, key);
  return given?.action === 'accept' ? (given.content as Loose) : undefined;
}

function spoken(context: Context, key: string): string | undefined {
  const said = (answer(context, key)?.content as Loose | undefined)?.text;
  return typeof said === 'string' ? said : undefined;
}

/** The 2025 set pushes these to the client; the 2026 set has no such names. */
function pushFixtures(registrar: Registrar): void {
  const elicits = (
    name: string,
    properties: (input: Loose) => Question,
    answered: (given: Loose) => string,
    input?: object,
  ) =>
    fixtureTool(
      registrar,
      name,
      async (given, context) => {
        const reply = answer(context, 'reply');
        return reply ? text(answered(reply)) : { ask: { reply: properties(given) } };
      },
      input,
    );
  const told =
    (prefix: string) =>
    ({ action, content }: Loose) =>
      `${prefix}: action=${String(action)}, content=${JSON.stringify(content ?? {})}`;
  elicits(
    'test_elicitation',
    ({ message }) => form(String(message), { response: { type: 'string', description: "User's response" } }),
    told('User response'),
    { type: 'object', properties: { message: { type: 'string' } }, required: ['message'] },
  );
  elicits(
    'test_elicitation_sep1034_defaults',
    () => form('Please review', defaults, []),
    told('Elicitation completed'),
  );
  elicits('test_elicitation_sep1330_enums', () => form('Please select', enums, []), told('Elicitation completed'));
  fixtureTool(
    registrar,
    'test_sampling',
    async ({ prompt }, context) => {
      const said = spoken(context, 'answer');
      return said === undefined ? { ask: { answer: complete(String(prompt)) } } : text(`LLM response: ${said}`);
    },
    { type: 'object', properties: { prompt: { type: 'string' } }, required: ['prompt'] },
  );
  fixtureTool(registrar, 'test_missing_capability', async (_, context) =>
    spoken(context, 'answer') === undefined ? { ask: { answer: complete('Say pong') } } : text('pong'),
  );
}

function singleFixtures(registrar: Registrar): void {
  fixtureTool(registrar, 'test_input_required_result_elicitation', async (_, context) => {
    const name = accepted(context, 'user_name')?.name;
    return typeof name === 'string' ? text(`Hello, ${name}!`) : { ask: { user_name: askName } };
  });
  fixtureTool(registrar, 'test_input_required_result_sampling', async (_, context) => {
    const said = spoken(context, 'capital_question');
    return said === undefined
      ? { ask: { capital_question: complete('What is the capital of France?') } }
      : text(`Sampling response: ${said}`);
  });
  fixtureTool(registrar, 'test_input_required_result_list_roots', async (_, context) => {
    const roots = answer(context, 'client_roots')?.roots;
    return Array.isArray(roots)
      ? text(`Client exposed ${roots.length} roots`)
      : { ask: { client_roots: { method: 'roots/list' } } };
  });
}

function stateFixtures(registrar: Registrar): void {
  for (const [name, verdict] of [
    ['request_state', 'state-ok'],
    ['tampered_state', 'integrity-ok'],
  ] as const) {
    fixtureTool(registrar, `test_input_required_result_${name}`, async (_, context) =>
      accepted(context, 'confirm') && context.state
        ? text(`${verdict}: requestState verified`)
        : { ask: { confirm }, state: { tool: name } },
    );
  }
  const rounds: readonly ((context: Context) => Ask)[] = [
    () => ({ ask: { step1: form('Step 1: What is your name?', { name: { type: 'string' } }) }, state: { round: 1 } }),
    context => ({
      ask: { step2: form('Step 2: What is your favorite color?', { color: { type: 'string' } }) },
      state: { round: 2, name: accepted(context, 'step1')?.name },
    }),
  ];
  fixtureTool(registrar, 'test_input_required_result_multi_round', async (_, context) => {
    const next = rounds[Number(context.state?.round ?? 0)];
    return next
      ? next(context)
      : text(`Multi-round complete: ${String(context.state?.name)} likes ${String(accepted(context, 'step2')?.color)}`);
  });
}

const defaults = {
  name: { type: 'string', description: 'User name', default: 'John Doe' },
  age: { type: 'integer', description: 'User age', default: 30 },
  score: { type: 'number', description: 'User score', default: 95.5 },
  status: { type: 'string', description: 'User status', enum: ['active', 'inactive', 'pending'], default: 'active' },
  verified: { type: 'boolean', description: 'Verification status', default: true },
};
const options = ['option1', 'option2', 'option3'];
const enums = {
  untitledSingle: { type: 'string', enum: options },
  titledSingle: {
    type: 'string',
    oneOf: [
      { const: 'value1', title: 'First Option' },
      { const: 'value2', title: 'Second Option' },
      { const: 'value3', title: 'Third Option' },
    ],
  },
  legacyEnum: {
    type: 'string',
    enum: ['opt1', 'opt2', 'opt3'],
    enumNames: ['Option One', 'Option Two', 'Option Three'],
  },
  untitledMulti: { type: 'array', minItems: 1, maxItems: 3, items: { type: 'string', enum: options } },
  titledMulti: {
    type: 'array',
    minItems: 1,
    maxItems: 3,
    items: {
      anyOf: [
        { const: 'value1', title: 'First Choice' },
        { const: 'value2', title: 'Second Choice' },
        { const: 'value3', title: 'Third Choice' },
      ],
    },
  },
};
