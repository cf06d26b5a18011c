import { ButtdialError, isButtdialError } from '@buttdial/core';
import type { Principal } from '@buttdial/switchboard';
import type { Catalog, ToolEntry } from './catalog.ts';
import type { Ask, Context, PromptMessages, ResourceContents, Task, TaskSource, ToolResult } from './registrar.ts';

type Strings = Readonly<Record<string, string>>;

/** The protocol's methods over a catalog, in plain values, so that both SDK adapters only translate. */
export interface Methods {
  listTools(principal: Principal): { readonly tools: readonly ToolEntry[] };
  callTool(call: { readonly name: string; readonly arguments?: unknown }, context: Context): Promise<ToolResult | Ask>;
  /** Whether the tool is refused to clients that take no tasks. */
  needsTasks(name: string): boolean;
  listResources(principal: Principal): Promise<{ readonly resources: readonly ListedResource[] }>;
  listTemplates(): { readonly resourceTemplates: readonly ListedTemplate[] };
  readResource(uri: string, context: Context): Promise<{ readonly contents: readonly ResourceContents[] }>;
  listPrompts(): { readonly prompts: readonly ListedPrompt[] };
  getPrompt(
    call: { readonly name: string; readonly arguments?: Strings | undefined },
    context: Context,
  ): Promise<PromptMessages | Ask>;
  complete(
    request: Completion,
    principal: Principal,
  ): Promise<{ readonly completion: { readonly values: readonly string[]; readonly hasMore: boolean } }>;
  mayWatch: Catalog['mayWatch'];
  getTask(taskId: string, context: Context): Promise<Task>;
  updateTask(taskId: string, answers: Readonly<Record<string, unknown>>, context: Context): Promise<void>;
  cancelTask(taskId: string, context: Context): Promise<void>;
}

interface ListedResource {
  readonly uri: string;
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly mimeType: string;
}

type ListedTemplate = Omit<ListedResource, 'uri'> & { readonly uriTemplate: string };

interface ListedPrompt {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly arguments?: readonly { readonly name: string; readonly description: string; readonly required?: boolean }[];
}

interface Completion {
  readonly ref: { readonly type: string; readonly uri?: string };
  readonly argument: { readonly name: string; readonly value: string };
}

/** @param toolFailed turns whatever a tool threw into a result that a model can act on. */
export function createMethods(catalog: Catalog, toolFailed: (error: unknown, tool: string) => ToolResult): Methods {
  return {
    listTools: principal => ({ tools: catalog.toolList(principal) }),
    async callTool(call, context) {
      const tool = catalog.tools.get(call.name);
      if (!tool)
        throw new ButtdialError('not-found', `There is no tool of this name.`, {
          field: 'name',
          remedy: 'Use a name from tools/list.',
        });
      try {
        return await tool.handler(record(call.arguments), context);
      } catch (error) {
        // A cancelled call is told to nobody.
        if (context.signal.aborted) throw error;
        return toolFailed(error, call.name);
      }
    },
    needsTasks: name => catalog.tools.get(name)?.spec.needsTasks === true,
    listResources: async principal => ({
      resources: (await Promise.all(catalog.resources.map(resource => listed(resource, principal)))).flat(),
    }),
    listTemplates: () => ({
      resourceTemplates: catalog.resources
        .filter(resource => resource.isTemplate)
        .map(({ uri, spec }) => ({ uriTemplate: uri, ...described(spec) })),
    }),
    async readResource(uri, context) {
      const { resource, variables } = catalog.resource(uri);
      return { contents: await resource.handler(uri, variables, context) };
    },
    listPrompts: () => ({ prompts: [...catalog.prompts].map(([name, { spec }]) => ({ name, ...spec })) }),
    async getPrompt(call, context) {
      const prompt = catalog.prompts.get(call.name);
      if (!prompt) throw new ButtdialError('not-found', 'There is no prompt of this name.', { field: 'name' });
      const missing = prompt.spec.arguments?.find(argument => argument.required && !call.arguments?.[argument.name]);
      if (missing)
        throw new ButtdialError('invalid-input', `The argument "${missing.name}" is required.`, {
          field: missing.name,
        });
      return prompt.handler(call.arguments ?? {}, context);
    },
    async complete({ ref, argument }, principal) {
      const resource = catalog.resources.find(entry => entry.isTemplate && entry.uri === ref.uri);
      const values = (await resource?.spec.complete?.(argument.name, argument.value, principal)) ?? [];
      return { completion: { values: values.slice(0, 100), hasMore: values.length > 100 } };
    },
    mayWatch: (uri, principal) => catalog.mayWatch(uri, principal),
    getTask: (taskId, context) => ofSource(catalog, source => source.get(taskId, context)),
    updateTask: (taskId, ...rest) => ofSource(catalog, source => source.update(taskId, ...rest)),
    cancelTask: (taskId, context) => ofSource(catalog, source => source.cancel(taskId, context)),
  };
}

/** True when a handler wants to ask the client first. */
export function isAsk(result: object): result is Ask {
  return 'ask' in result;
}

/** Asks the first source that knows the task. */
async function ofSource<Result>(
  { taskSources }: Catalog,
  work: (source: TaskSource) => Promise<Result>,
): Promise<Result> {
  for (const source of taskSources) {
    try {
      return await work(source);
    } catch (error) {
      if (!isButtdialError(error) || error.code !== 'not-found') throw error;
    }
  }
  throw new ButtdialError('not-found', 'There is no such task.', {
    field: 'taskId',
    remedy: 'Use the taskId that a tool answered.',
  });
}

async function listed(
  resource: Catalog['resources'][number],
  principal: Principal,
): Promise<readonly ListedResource[]> {
  const rest = described(resource.spec);
  if (!resource.isTemplate) return [{ uri: resource.uri, ...rest }];
  return ((await resource.spec.listFor?.(principal)) ?? []).map(instance => ({ ...rest, ...instance }));
}

function described({ name, title, description, mimeType }: Omit<ListedResource, 'uri'>): Omit<ListedResource, 'uri'> {
  return { name, title, description, mimeType };
}

function record(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
}
