import type { Registrar, ToolResult } from '../src/index.ts';
import { askingFixtures } from './asking.ts';
import { fixtureTool, text } from './fixture-tool.ts';
import schema2020 from './schema-2020-12.json' with { type: 'json' };
import { taskFixtures } from './tasks.ts';

/** What the conformance suite expects a server to have, by the names it has fixed. */
export function conformanceFixtures(registrar: Registrar): void {
  contentFixtures(registrar);
  notificationFixtures(registrar);
  askingFixtures(registrar);
  resourceFixtures(registrar);
  promptFixtures(registrar);
  taskFixtures(registrar);
}

const PIXEL = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8DwHwAFBQIAX8jx0gAAAABJRU5ErkJggg==';
const SILENCE = 'UklGRiYAAABXQVZFZm10IBAAAAABAAEAQB8AAAB9AAACABAAZGF0YQIAAAA=';

const image = { type: 'image', data: PIXEL, mimeType: 'image/png' } as const;
const embedded = (uri: string) =>
  ({ type: 'resource', resource: { uri, mimeType: 'text/plain', text: 'An embedded resource.' } }) as const;

function contentFixtures(registrar: Registrar): void {
  const blocks: Readonly<Record<string, ToolResult>> = {
    test_simple_text: text('This is a simple text response for testing.'),
    test_image_content: { content: [image] },
    test_audio_content: { content: [{ type: 'audio', data: SILENCE, mimeType: 'audio/wav' }] },
    test_embedded_resource: { content: [embedded('test://embedded-resource')] },
    test_multiple_content_types: {
      content: [
        { type: 'text', text: 'Multiple content types test:' },
        image,
        embedded('test://mixed-content-resource'),
      ],
    },
    test_streaming_elicitation: text('Only result frames.'),
  };
  for (const [name, result] of Object.entries(blocks)) fixtureTool(registrar, name, async () => result);
  fixtureTool(registrar, 'test_error_handling', async () => {
    throw new Error('This tool intentionally returns an error for testing');
  });
  fixtureTool(registrar, 'json_schema_2020_12_tool', async input => text(JSON.stringify(input)), schema2020);
}

function notificationFixtures(registrar: Registrar): void {
  fixtureTool(registrar, 'test_tool_with_logging', async (_, context) => {
    for (const step of ['started', 'processing data', 'completed']) await context.log('info', `Tool execution ${step}`);
    return text('Logged.');
  });
  fixtureTool(registrar, 'test_logging_tool', async (_, context) => {
    await context.log('info', 'Delivered only to those who asked for it.');
    return text('Logged.');
  });
  fixtureTool(registrar, 'test_tool_with_progress', async (_, context) => {
    for (const progress of [0, 50, 100])
      await context.progress({ progress, total: 100, message: `Completed step ${progress} of 100` });
    return text(String(context.progressToken ?? 'no progress token'));
  });
  fixtureTool(registrar, 'test_trigger_tool_change', async () => {
    registrar.changed('tools');
    return text('Told.');
  });
  fixtureTool(registrar, 'test_trigger_prompt_change', async () => {
    registrar.changed('prompts');
    return text('Told.');
  });
}

function resourceFixtures(registrar: Registrar): void {
  const spec = (name: string, mimeType: string) => ({
    name,
    title: name,
    description: `Fixture ${name}.`,
    mimeType,
    mayWatch: async () => true,
  });
  registrar.resource('test://static-text', spec('static-text', 'text/plain'), async uri => [
    { uri, mimeType: 'text/plain', text: 'This is the content of the static text resource.' },
  ]);
  registrar.resource('test://static-binary', spec('static-binary', 'image/png'), async uri => [
    { uri, mimeType: 'image/png', blob: PIXEL },
  ]);
  registrar.resource('test://watched-resource', spec('watched-resource', 'text/plain'), async uri => [
    { uri, mimeType: 'text/plain', text: 'Watched resource content' },
  ]);
  registrar.resource('test://template/{id}/data', spec('template', 'application/json'), async (uri, { id }) => [
    { uri, mimeType: 'application/json', text: JSON.stringify({ id, templateTest: true, data: `Data for ID: ${id}` }) },
  ]);
}

function promptFixtures(registrar: Registrar): void {
  const spec = (name: string, ...names: string[]) => ({
    title: name,
    description: `Fixture ${name}.`,
    arguments: names.map(argument => ({ name: argument, description: argument, required: true })),
  });
  const user = (content: Parameters<typeof embedded>[0] | typeof image | ReturnType<typeof embedded>) =>
    ({ role: 'user', content: typeof content === 'string' ? { type: 'text', text: content } : content }) as const;
  registrar.prompt('test_simple_prompt', spec('test_simple_prompt'), async () => ({
    messages: [user('This is a simple prompt for testing.')],
  }));
  registrar.prompt(
    'test_prompt_with_arguments',
    spec('test_prompt_with_arguments', 'arg1', 'arg2'),
    async ({ arg1, arg2 }) => ({
      messages: [user(`Prompt with arguments: arg1='${arg1}', arg2='${arg2}'`)],
    }),
  );
  registrar.prompt(
    'test_prompt_with_embedded_resource',
    spec('test_prompt_with_embedded_resource', 'resourceUri'),
    async ({ resourceUri = '' }) => ({
      messages: [user(embedded(resourceUri)), user('Please process the embedded resource above.')],
    }),
  );
  registrar.prompt('test_prompt_with_image', spec('test_prompt_with_image'), async () => ({
    messages: [user(image), user('Please analyze the image above.')],
  }));
}
