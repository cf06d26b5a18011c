import type { Principal } from '@buttdial/switchboard';

/** A JSON Schema document, draft 2020-12. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** The four hints of the protocol. All are always given: what is left out counts as the pessimistic value. */
export interface ToolHints {
  /** Changes nothing anywhere. */
  readonly readOnlyHint: boolean;
  /** May overwrite or remove something. */
  readonly destructiveHint: boolean;
  /** Calling it twice with the same arguments changes nothing more. */
  readonly idempotentHint: boolean;
  /** Reaches people or vendors outside this server, or shows what they wrote. */
  readonly openWorldHint: boolean;
}

/** How a tool is listed. */
export interface ToolSpec {
  readonly title: string;
  readonly description: string;
  readonly input: JsonSchema;
  /** What an agent is shown, whose token says much already; `input` when left out. */
  readonly agentInput?: JsonSchema;
  readonly output?: JsonSchema;
  readonly annotations: ToolHints;
  /** Its work can be nothing but a task: clients that take none are refused. */
  readonly needsTasks?: boolean;
  /** Who sees the tool in the list; everybody when left out. The handler still has to refuse the others. */
  readonly visibleTo?: (principal: Principal) => boolean;
}

/** One block of a result: `text`, `image`, `audio`, `resource` or `resource_link`, as the protocol spells it. */
export type Block = { readonly type: string } & Readonly<Record<string, unknown>>;

/** Something to ask the client in the middle of a call. `params` is that of the protocol's method. */
export interface Question {
  readonly method: 'elicitation/create' | 'sampling/createMessage' | 'roots/list';
  readonly params?: Readonly<Record<string, unknown>>;
}

/** Ends this round: the client answers the questions, then the same handler runs again with `answers` and `state`. */
export interface Ask {
  readonly ask: Readonly<Record<string, Question>>;
  /** Comes back in the next round; the client can neither read nor change it. */
  readonly state?: Readonly<Record<string, unknown>>;
}

/** What a tool answers. With `isError` the content says what went wrong, as a model can act on it. */
export interface ToolResult {
  readonly content: readonly Block[];
  readonly structuredContent?: Readonly<Record<string, unknown>>;
  readonly isError?: boolean;
  /** Stands in place of the rest, for a client that takes tasks. */
  readonly task?: Task;
}

/** What a handler knows about the request besides its arguments. */
export interface Context {
  readonly principal: Principal;
  /** Aborts when the client hangs up or cancels. */
  readonly signal: AbortSignal;
  /** As the client declared them: `elicitation`, `sampling`, `roots`. */
  readonly clientCapabilities: Readonly<Record<string, unknown>>;
  /** The client said, with this request, that it takes a task in place of the answer. */
  readonly takesTasks: boolean;
  /** Answers to an earlier `ask`, by its keys. Written by the client and not checked. */
  readonly answers: Readonly<Record<string, unknown>>;
  /** State of an earlier `ask`, proven unaltered. */
  readonly state: Readonly<Record<string, unknown>> | undefined;
  /** The token that progress is reported under; undefined when the client does not want any. */
  readonly progressToken: string | number | undefined;
  /** Does nothing when the client does not want progress. Never rejects: a notification may be lost. */
  progress(update: { readonly progress: number; readonly total?: number; readonly message?: string }): Promise<void>;
  /** Tells the client, if it listens. Never rejects. */
  log(level: 'debug' | 'info' | 'warning' | 'error', data: unknown): Promise<void>;
}

/** Runs a tool. The input is the client's arguments, unchecked. May throw. */
export type ToolHandler = (input: Readonly<Record<string, unknown>>, context: Context) => Promise<ToolResult | Ask>;

/** How a resource, or a family of them, is listed, and who may follow it. */
export interface ResourceSpec {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly mimeType: string;
  /** For a template: the resources of it that this caller is shown. */
  readonly listFor?: (
    principal: Principal,
  ) =>
    | readonly { readonly uri: string; readonly name: string }[]
    | Promise<readonly { readonly uri: string; readonly name: string }[]>;
  /** Whether this caller may hear of changes. Without it nobody may. */
  readonly mayWatch?: (variables: Readonly<Record<string, string>>, principal: Principal) => Promise<boolean>;
  /** Suggestions for a variable of a template. */
  readonly complete?: (variable: string, start: string, principal: Principal) => Promise<readonly string[]>;
}

/** What a resource holds: text or base64 `blob`. */
export interface ResourceContents {
  readonly uri: string;
  readonly mimeType: string;
  readonly text?: string;
  readonly blob?: string;
}

/** Reads a resource. `variables` are those of a template, decoded. @throws `not-found` for what is not the caller's. */
export type ResourceHandler = (
  uri: string,
  variables: Readonly<Record<string, string>>,
  context: Context,
) => Promise<readonly ResourceContents[]>;

/** How a prompt is listed. Missing required arguments are refused before the handler runs. */
export interface PromptSpec {
  readonly title: string;
  readonly description: string;
  readonly arguments?: readonly { readonly name: string; readonly description: string; readonly required?: boolean }[];
}

/** What a prompt becomes. */
export interface PromptMessages {
  readonly messages: readonly { readonly role: 'user' | 'assistant'; readonly content: Block }[];
}

/** Makes the messages of a prompt. May throw. */
export type PromptHandler = (
  input: Readonly<Record<string, string>>,
  context: Context,
) => Promise<PromptMessages | Ask>;

/** A task as the extension spells it: `result` when completed, `error` when failed, `inputRequests` while it waits for the client. */
export interface Task {
  readonly taskId: string;
  readonly status: 'working' | 'input_required' | 'completed' | 'failed' | 'cancelled';
  readonly statusMessage?: string;
  /** ISO 8601, like `lastUpdatedAt`. */
  readonly createdAt: string;
  readonly lastUpdatedAt: string;
  /** How long it can be asked for, from its creation on; null for good. */
  readonly ttlMs: number | null;
  readonly pollIntervalMs?: number;
  /** Each key names one question for as long as the task lives. */
  readonly inputRequests?: Readonly<Record<string, Question>>;
  /** What the tool would have answered. */
  readonly result?: Readonly<Record<string, unknown>>;
  readonly error?: { readonly code: number; readonly message: string; readonly data?: unknown };
}

/** What is behind tasks. Every method throws `not-found` for a task that is not there, or not the caller's. */
export interface TaskSource {
  get(taskId: string, context: Context): Promise<Task>;
  /** Answers to `inputRequests`, written by the client. Those to questions that are not open are left out. */
  update(taskId: string, answers: Readonly<Record<string, unknown>>, context: Context): Promise<void>;
  /** Says that it is no longer wanted; it may end otherwise all the same. */
  cancel(taskId: string, context: Context): Promise<void>;
}

/**
 * Where tools, resources and prompts are put in, whichever protocol SDK serves them.
 * Handlers may throw: a tool then answers `isError` with a curated text, the other two a protocol error.
 */
export interface Registrar {
  tool(name: string, spec: ToolSpec, handler: ToolHandler): void;
  /** @param uri fixed, or with variables: `buttdial://inbox/{agentId}`. */
  resource(uri: string, spec: ResourceSpec, handler: ResourceHandler): void;
  prompt(name: string, spec: PromptSpec, handler: PromptHandler): void;
  /** Answers for tasks that tools have begun. A task is looked for in every source, in their order. */
  tasks(source: TaskSource): void;
  /** Tells every open subscription that a list is another one now. */
  changed(what: 'tools' | 'prompts' | 'resources'): void;
}
