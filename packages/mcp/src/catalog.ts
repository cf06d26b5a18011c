import { ButtdialError } from '@buttdial/core';
import type { Principal } from '@buttdial/switchboard';
import type {
  PromptHandler,
  PromptSpec,
  Registrar,
  ResourceHandler,
  ResourceSpec,
  TaskSource,
  ToolHandler,
  ToolSpec,
} from './registrar.ts';

interface Tool {
  readonly name: string;
  readonly spec: ToolSpec;
  readonly handler: ToolHandler;
}

interface Resource {
  readonly uri: string;
  readonly isTemplate: boolean;
  readonly spec: ResourceSpec;
  readonly handler: ResourceHandler;
  match(uri: string): Readonly<Record<string, string>> | undefined;
}

interface Prompt {
  readonly name: string;
  readonly spec: PromptSpec;
  readonly handler: PromptHandler;
}

/** Everything that was registered, ready to be listed and found. Lists keep the order of registration. */
export interface Catalog {
  readonly tools: ReadonlyMap<string, Tool>;
  readonly prompts: ReadonlyMap<string, Prompt>;
  readonly resources: readonly Resource[];
  readonly taskSources: readonly TaskSource[];
  /** Prebuilt entries of `tools/list`, made once per kind of caller. */
  toolList(principal: Principal): readonly ToolEntry[];
  /** @throws `not-found`. */
  resource(uri: string): { readonly resource: Resource; readonly variables: Readonly<Record<string, string>> };
  mayWatch(uri: string, principal: Principal): Promise<boolean>;
}

/** A tool as `tools/list` spells it. */
export interface ToolEntry {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly inputSchema: ToolSpec['input'];
  readonly outputSchema?: ToolSpec['input'];
  readonly annotations: ToolSpec['annotations'];
}

/** Collects registrations. `changed` is passed on. */
export function createCatalog(changed: Registrar['changed']): {
  readonly registrar: Registrar;
  readonly catalog: Catalog;
} {
  const tools = new Map<string, Tool>();
  const prompts = new Map<string, Prompt>();
  const resources: Resource[] = [];
  const taskSources: TaskSource[] = [];
  const lists = new Map<Principal['kind'], readonly ToolEntry[]>();
  const find = (uri: string) => {
    for (const resource of resources) {
      const variables = resource.match(uri);
      if (variables) return { resource, variables };
    }
    return undefined;
  };
  return {
    registrar: {
      tool(name, spec, handler) {
        lists.clear();
        add(tools, name, { name, spec, handler });
      },
      prompt: (name, spec, handler) => add(prompts, name, { name, spec, handler }),
      resource: (uri, spec, handler) =>
        void resources.push({ uri, isTemplate: uri.includes('{'), spec, handler, match: matcher(uri) }),
      tasks: source => void taskSources.push(source),
      changed,
    },
    catalog: {
      tools,
      prompts,
      resources,
      taskSources,
      toolList(principal) {
        const known = lists.get(principal.kind);
        if (known) return known;
        const list = [...tools.values()]
          .filter(tool => tool.spec.visibleTo?.(principal) ?? true)
          .map(tool => entry(tool, principal));
        lists.set(principal.kind, list);
        return list;
      },
      resource(uri) {
        const found = find(uri);
        if (!found) throw new ButtdialError('not-found', 'There is no such resource.', { field: 'uri' });
        return found;
      },
      async mayWatch(uri, principal) {
        const found = find(uri);
        return (await found?.resource.spec.mayWatch?.(found.variables, principal)) ?? false;
      },
    },
  };
}

function add<Entry>(entries: Map<string, Entry>, name: string, entry: Entry): void {
  if (entries.has(name)) throw new ButtdialError('broken-promise', `${name} is registered twice.`);
  entries.set(name, entry);
}

function entry({ name, spec }: Tool, { kind }: Principal): ToolEntry {
  const { title, description, input, agentInput = input, output, annotations } = spec;
  const inputSchema = kind === 'agent' ? agentInput : input;
  return { name, title, description, inputSchema, ...(output ? { outputSchema: output } : {}), annotations };
}

/** Matches `{name}` to one path segment. */
function matcher(uri: string): Resource['match'] {
  const names: string[] = [];
  const pattern = uri
    .split(/(\{\w+\})/)
    .map(part => {
      if (!part.startsWith('{')) return part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
      names.push(part.slice(1, -1));
      return '([^/?#]{1,256})';
    })
    .join('');
  const shape = new RegExp(`^${pattern}$`);
  return given => {
    const values = shape.exec(given)?.slice(1);
    return values && Object.fromEntries(names.map((name, index) => [name, decoded(values[index] ?? '')]));
  };
}

// A stranger's URI may hold a broken escape; it then stands for itself and names nothing of ours.
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
