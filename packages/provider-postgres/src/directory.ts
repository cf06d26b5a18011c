import type { Agent, Directory, Line, TokenRecord } from '@buttdial/core';
import { and, count, eq, sql } from 'drizzle-orm';
import type { Access } from './access.ts';
import { appendAudit } from './access.ts';
import { isTaken, kept } from './errors.ts';
import { insertToken } from './rooms/tokens.ts';
import { agents, meters, organizations } from './schema.ts';
import { members } from './schema-people.ts';

type Lookups = Pick<
  Directory,
  | 'findToken'
  | 'findAgent'
  | 'findLine'
  | 'createOrganization'
  | 'duplicating'
  | 'listOrganizations'
  | 'addOrchestratorToken'
>;

/** What is asked for before the organization is known. The lookups run for every request, so each is one round trip. */
export function createDirectory({ connection, within }: Access): Lookups {
  return {
    findToken: async hash => {
      const [row] = await kept(connection<TokenRow[]>`select * from store_find_token(${hash})`);
      return row && toToken(row);
    },
    findAgent: async agentId => {
      const [row] = await kept(connection<AgentRow[]>`select * from store_find_agent(${agentId})`);
      return row && toAgent(row);
    },
    findLine: async (channel, address) => {
      const [row] = await kept(connection<LineRow[]>`select * from store_find_line(${channel}, ${address})`);
      return row && toLine(row);
    },
    createOrganization: (organization, token, ...[auditBody, ownerId]) =>
      within('*', async tables => {
        await tables.insert(organizations).values(organization);
        await tables.insert(meters).values({ organizationId: organization.id, agentId: '' });
        if (token) await insertToken(tables, token);
        const { id: organizationId, createdAt: joinedAt } = organization;
        if (ownerId !== undefined)
          await tables.insert(members).values({ organizationId, personId: ownerId, role: 'owner', joinedAt });
        // Last, because it narrows the transaction down to the organization.
        await appendAudit(tables, { organizationId: organization.id, body: auditBody, at: organization.createdAt });
        return 'created' as const;
      }).catch(error => {
        if (isTaken(error)) return 'taken' as const;
        throw error;
      }),
    duplicating: () =>
      within('*', tables =>
        tables
          .select()
          .from(agents)
          .where(and(eq(agents.status, 'active'), sql`${agents.profile} ? 'routeDuplication'`)),
      ),
    listOrganizations: () =>
      within('*', async tables => {
        const active = and(eq(agents.organizationId, organizations.id), eq(agents.status, 'active'));
        const rows = await tables
          .select({ organization: organizations, agentCount: count(agents.id) })
          .from(organizations)
          .leftJoin(agents, active)
          .groupBy(organizations.id)
          .orderBy(organizations.createdAt, organizations.id);
        return rows.map(row => ({ ...row.organization, agentCount: row.agentCount }));
      }),
    addOrchestratorToken: token => within('*', tables => insertToken(tables, token)),
  };
}

interface TokenRow {
  readonly id: string;
  readonly kind: TokenRecord['kind'];
  readonly organization_id: string | null;
  readonly agent_id: string | null;
  readonly hash: string;
  readonly label: string;
  readonly scopes: readonly string[];
  readonly created_at: number;
  readonly expires_at: number | null;
  readonly last_used_at: number | null;
  readonly revoked_at: number | null;
}

function toToken(row: TokenRow): TokenRecord {
  return {
    id: row.id,
    kind: row.kind,
    ...(row.organization_id !== null && { organizationId: row.organization_id }),
    ...(row.agent_id !== null && { agentId: row.agent_id }),
    hash: row.hash,
    label: row.label,
    scopes: row.scopes,
    createdAt: new Date(row.created_at),
    ...(row.expires_at !== null && { expiresAt: new Date(row.expires_at) }),
    ...(row.last_used_at !== null && { lastUsedAt: new Date(row.last_used_at) }),
    ...(row.revoked_at !== null && { revokedAt: new Date(row.revoked_at) }),
  };
}

interface AgentRow {
  readonly id: string;
  readonly organization_id: string;
  readonly display_name: string;
  readonly status: Agent['status'];
  readonly blocked_channels: Agent['blockedChannels'];
  readonly profile: Agent['profile'];
  readonly created_at: number;
}

function toAgent({
  id,
  organization_id,
  display_name,
  status,
  blocked_channels,
  profile,
  created_at,
}: AgentRow): Agent {
  return {
    id,
    organizationId: organization_id,
    displayName: display_name,
    status,
    blockedChannels: blocked_channels,
    profile,
    createdAt: new Date(created_at),
  };
}

interface LineRow {
  readonly id: string;
  readonly organization_id: string;
  readonly agent_id: string;
  readonly channel: Line['channel'];
  readonly address: string;
  readonly connection: string;
  readonly status: Line['status'];
  readonly vendor_id: string | null;
  readonly shared: true | null;
  readonly created_at: number;
}

function toLine({
  id,
  organization_id,
  agent_id,
  channel,
  address,
  connection,
  status,
  vendor_id,
  shared,
  created_at,
}: LineRow): Line {
  return {
    id,
    organizationId: organization_id,
    agentId: agent_id,
    channel,
    address,
    connection,
    status,
    ...(vendor_id !== null && { vendorId: vendor_id }),
    ...(shared && { shared }),
    createdAt: new Date(created_at),
  };
}
