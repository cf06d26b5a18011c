import type { Registrar, ToolHandler, ToolResult } from '../src/index.ts';

const hints = { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false };

export function fixtureTool(
  registrar: Registrar,
  name: string,
  handler: ToolHandler,
  input: object = { type: 'object' },
): void {
  registrar.tool(
    name,
    { title: name, description: `Fixture ${name}.`, input: { ...input }, annotations: hints },
    handler,
  );
}

export const text = (words: string): ToolResult => ({ content: [{ type: 'text', text: words }] });
