import { useState } from 'react';
import { useEntrance } from '../../data/session.ts';
import { useWords } from '../../languages/language.tsx';
import { Snippet } from '../../ui/copy.tsx';
import { Segments } from '../../ui/field.tsx';

type Where = 'claude' | 'cursor' | 'vscode' | 'curl';

/** How a client connects as this agent, ready to paste. */
export function Connect({ token = 'bd_…' }: { readonly token?: string }) {
  const words = useWords();
  const { publicUrl } = useEntrance();
  const [where, setWhere] = useState<Where>('claude');
  return (
    <section className="grid gap-3">
      <div>
        <h3 className="font-semibold">{words.agents.connect}</h3>
        <p className="text-soft text-sm">{words.agents.connectLead}</p>
      </div>
      <div className="overflow-x-auto">
        <Segments
          label={words.agents.connect}
          value={where}
          onChange={setWhere}
          options={[
            { value: 'claude', label: 'Claude Code' },
            { value: 'cursor', label: 'Cursor' },
            { value: 'vscode', label: 'VS Code' },
            { value: 'curl', label: 'curl' },
          ]}
        />
      </div>
      <Snippet text={snippet(where, publicUrl, token)} />
    </section>
  );
}

// Each as its client wants to have it pasted.
function snippet(where: Where, url: string, token: string): string {
  const headers = { Authorization: `Bearer ${token}` };
  switch (where) {
    case 'claude':
      return `claude mcp add --transport http buttdial ${url}/mcp --header "Authorization: Bearer ${token}"`;
    case 'cursor':
      return JSON.stringify({ mcpServers: { buttdial: { url: `${url}/mcp`, headers } } }, undefined, 2);
    case 'vscode':
      return JSON.stringify({ servers: { buttdial: { type: 'http', url: `${url}/mcp`, headers } } }, undefined, 2);
    case 'curl':
      return `curl -X POST ${url}/api/v1/send-message -H "Authorization: Bearer ${token}" -H "Content-Type: application/json" -d '{"to": "+15559876543", "body": "Hello"}'`;
  }
}
