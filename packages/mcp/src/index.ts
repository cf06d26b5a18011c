/** @module The MCP doors of Butt-Dial: tools over its operations at `/mcp` and at the older `/sse`. */
export { createMcp, type Mcp, type McpOptions, type McpSettings } from './mcp.ts';
export type {
  Ask,
  Block,
  Context,
  JsonSchema,
  PromptHandler,
  PromptMessages,
  PromptSpec,
  Question,
  Registrar,
  ResourceContents,
  ResourceHandler,
  ResourceSpec,
  Task,
  TaskSource,
  ToolHandler,
  ToolHints,
  ToolResult,
  ToolSpec,
} from './registrar.ts';
export { type ToolRow, toolRows } from './tools.ts';
