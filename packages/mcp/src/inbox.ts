import { mayRun, type Operation, type Principal, runOperation } from '@buttdial/switchboard';
import type { Registrar } from './registrar.ts';
import { inboxUri } from './waking.ts';

// These reads are short; nobody cancels them.
const never = new AbortController().signal;

type Operations = ReadonlyMap<string, Operation>;

/** The inbox as a resource: how many messages wait, without handing any out. */
export function offerInbox(registrar: Registrar, operations: Operations): void {
  const status = operations.get('agents.status');
  if (!status) return;
  registrar.resource(
    'buttdial://inbox/{agentId}',
    {
      name: 'inbox',
      title: 'Inbox of an agent',
      description: 'How many messages wait, per channel. Reading takes none out; subscribe to hear of new ones.',
      mimeType: 'application/json',
      listFor: principal =>
        principal.kind === 'agent' ? [{ uri: inboxUri(principal.agentId), name: `inbox of ${principal.agentId}` }] : [],
      mayWatch: ({ agentId = '' }, principal) => mayAct(status, agentId, principal),
      complete: (_variable, start, principal) => agentsStarting(operations, start, principal),
    },
    async (uri, { agentId = '' }, { principal, signal }) => {
      const { value } = await runOperation(status, { agentId }, { principal, signal });
      return [{ uri, mimeType: 'application/json', text: JSON.stringify(summary(value)) }];
    },
  );
}

function summary(value: Readonly<Record<string, unknown>>): object {
  const lines = value.lines as readonly { readonly channel: string; readonly waiting: number }[];
  const waiting = Object.fromEntries(lines.map(line => [line.channel, line.waiting]));
  const count = Object.values(waiting).reduce((sum, each) => sum + each, 0);
  return {
    agentId: value.agentId,
    count,
    waiting,
    next: count > 0 ? 'Call comms_get_waiting_messages.' : 'Nothing waits.',
  };
}

/** Whether the agent is the caller's own, or of its organization. Every refusal looks the same. */
async function mayAct(status: Operation, agentId: string, principal: Principal): Promise<boolean> {
  if (principal.kind === 'agent') return principal.agentId === agentId;
  return runOperation(status, { agentId }, { principal, signal: never }).then(
    () => true,
    () => false,
  );
}

async function agentsStarting(operations: Operations, start: string, principal: Principal): Promise<readonly string[]> {
  if (principal.kind === 'agent') return principal.agentId.startsWith(start) ? [principal.agentId] : [];
  const list = operations.get('agents.list');
  if (!list || !mayRun(principal, list)) return [];
  const { value } = await runOperation(list, {}, { principal, signal: never });
  const agents = value.agents as readonly { readonly agentId: string }[];
  return agents.map(agent => agent.agentId).filter(agentId => agentId.startsWith(start));
}
