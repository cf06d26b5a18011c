import { ButtdialError, type Role, type Store } from '@buttdial/core';

/** Somebody who is signed in, and what they are in the organization that they speak for. */
export interface Person {
  readonly id: string;
  readonly role: Role;
}

/** Who is calling, proven by a token or a session. */
export type Principal =
  | { readonly kind: 'agent'; readonly organizationId: string; readonly agentId: string; readonly tokenId: string }
  | {
      readonly kind: 'organization';
      readonly organizationId: string;
      /** Of a person, the id of the session. */
      readonly tokenId: string;
      /** Absent for a token of the organization, which may do what an owner may. */
      readonly person?: Person;
    }
  | { readonly kind: 'orchestrator'; readonly tokenId: string };

/**
 * Who may run an operation.
 * `anyone` with a valid token · `agent` the agent itself, its organization, the orchestrator · `organization` the
 * organization and the orchestrator · `orchestrator` only that.
 */
export type Access = 'anyone' | 'agent' | 'organization' | 'orchestrator';

const reach: Readonly<Record<Principal['kind'], readonly Access[]>> = {
  agent: ['anyone', 'agent'],
  organization: ['anyone', 'agent', 'organization'],
  orchestrator: ['anyone', 'agent', 'organization', 'orchestrator'],
};

/** What an operation asks of its caller. */
export interface Needs {
  readonly access: Access;
  readonly readOnly: boolean;
  readonly role?: Role;
}

const rank: Readonly<Record<Role, number>> = { viewer: 1, admin: 2, owner: 3 };

/** What a person must be to run an operation: what it says, or else a viewer to look and an admin to change something. */
export function roleFor({ role, readOnly }: Pick<Needs, 'role' | 'readOnly'>): Role {
  return role ?? (readOnly ? 'viewer' : 'admin');
}

/** True for every caller that is no person, and for persons whose role is at least this one. */
export function isAtLeast(principal: Principal, role: Role): boolean {
  const person = principal.kind === 'organization' ? principal.person : undefined;
  return person === undefined || rank[person.role] >= rank[role];
}

/** True when this caller may run operations that ask for this. */
export function mayRun(principal: Principal, needs: Needs): boolean {
  return reach[principal.kind].includes(needs.access) && isAtLeast(principal, roleFor(needs));
}

/** The agent an operation is about, and the organization that owns it. */
export interface AgentScope {
  readonly organizationId: string;
  readonly agentId: string;
}

/**
 * An agent token implies its agent; the other kinds must name one, and see only their own.
 * @throws `forbidden` when an agent names another one, `invalid-input` when none is named, `not-found` when it is not theirs.
 */
export async function agentScope(store: Store, principal: Principal, named: string | undefined): Promise<AgentScope> {
  if (principal.kind === 'agent') {
    if (named !== undefined && named !== principal.agentId) {
      throw new ButtdialError('forbidden', 'This token belongs to another agent.', {
        field: 'agentId',
        remedy: 'Leave agentId out, or use the token of the agent you name.',
      });
    }
    return { organizationId: principal.organizationId, agentId: principal.agentId };
  }
  if (named === undefined) {
    throw new ButtdialError('invalid-input', 'agentId is required (or use an agent token).', {
      field: 'agentId',
      remedy: 'Name the agent, for example "agentId": "test-agent-001".',
    });
  }
  const agent = await store.findAgent(named);
  if (!agent || (principal.kind === 'organization' && agent.organizationId !== principal.organizationId))
    throw unknownAgent();
  return { organizationId: agent.organizationId, agentId: agent.id };
}

/** The organization an operation is about; the orchestrator must name it or an agent of it. */
export async function organizationScope(
  store: Store,
  principal: Principal,
  named: { readonly organizationId?: string | undefined; readonly agentId?: string | undefined },
): Promise<string> {
  if (principal.kind !== 'orchestrator') return principal.organizationId;
  if (named.agentId !== undefined) return (await agentScope(store, principal, named.agentId)).organizationId;
  return named.organizationId ?? 'default';
}

/**
 * An agent, or the whole organization when an organization names no agent. The orchestrator names one of the two.
 * @throws like `agentScope`.
 */
export async function subjectScope(
  store: Store,
  principal: Principal,
  named: { readonly organizationId?: string | undefined; readonly agentId?: string | undefined },
): Promise<{ readonly organizationId: string; readonly agentId: string | undefined }> {
  const unnamed = principal.kind === 'orchestrator' && named.organizationId === undefined;
  if (principal.kind === 'agent' || named.agentId !== undefined || unnamed)
    return agentScope(store, principal, named.agentId);
  return { organizationId: await organizationScope(store, principal, named), agentId: undefined };
}

/** Only the orchestrator can name one, and only it is told. */
export function unknownOrganization(): ButtdialError {
  return new ButtdialError('not-found', 'There is no such organization.', {
    field: 'organizationId',
    remedy: 'List them with GET /api/v1/organizations.',
  });
}

/** The same answer for "does not exist" and "is not yours". */
export function unknownAgent(): ButtdialError {
  return new ButtdialError('not-found', 'There is no such agent.', {
    field: 'agentId',
    remedy: 'Check the agent id; list yours with GET /api/v1/agents.',
  });
}
