import type { Directory, Line, Organization, TokenRecord } from '@buttdial/core';
import { and, count, eq, ne, or, sql } from 'drizzle-orm';
import type { Access } from './access.ts';
import type { Batch } from './batch.ts';
import type { Tables } from './open.ts';
import { insertToken } from './rooms/tokens.ts';
import { present } from './rows.ts';
import { agents, lines, meters, organizations, tokens } from './schema.ts';
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

/** What is asked for before the organization is known. The lookups run for every request, so they are prepared once. */
export function createDirectory({ tables, write }: Access): Lookups {
  const token = tables
    .select()
    .from(tokens)
    .where(eq(tokens.hash, sql.placeholder('hash')))
    .prepare();
  const agent = tables
    .select()
    .from(agents)
    .where(eq(agents.id, sql.placeholder('id')))
    .prepare();
  const held = and(
    eq(lines.channel, sql.placeholder('channel')),
    eq(lines.address, sql.placeholder('address')),
    ne(lines.status, sql.raw(`'released'`)),
  );
  const line = tables.select().from(lines).where(held).prepare();
  return {
    findToken: async hash => {
      const row = token.get({ hash });
      return row && (present(row) satisfies TokenRecord);
    },
    findAgent: async id => agent.get({ id }),
    findLine: async (channel, address) => {
      const row = line.get({ channel, address });
      return row && (present(row) satisfies Line);
    },
    createOrganization: (organization, first, ...[auditBody, ownerId]) =>
      write(batch => createOrganization({ tables, batch }, organization, { first, auditBody, ownerId })),
    duplicating: async () =>
      tables
        .select()
        .from(agents)
        .where(and(eq(agents.status, 'active'), sql`json_extract(${agents.profile}, '$.routeDuplication') is not null`))
        .all(),
    listOrganizations: async () => listOrganizations(tables),
    addOrchestratorToken: added => write(() => insertToken(tables, added)),
  };
}

function createOrganization(
  { tables, batch }: { readonly tables: Tables; readonly batch: Batch },
  organization: Organization,
  {
    first,
    auditBody,
    ownerId,
  }: { readonly first: TokenRecord | undefined; readonly auditBody: string; readonly ownerId: string | undefined },
): 'created' | 'taken' {
  const taken = or(eq(organizations.id, organization.id), eq(organizations.slug, organization.slug));
  if (tables.select({ id: organizations.id }).from(organizations).where(taken).get()) return 'taken';
  tables.insert(organizations).values(organization).run();
  tables.insert(meters).values({ organizationId: organization.id, agentId: '' }).run();
  if (first) insertToken(tables, first);
  if (ownerId !== undefined) {
    const owner = { organizationId: organization.id, personId: ownerId, role: 'owner' as const };
    tables
      .insert(members)
      .values({ ...owner, joinedAt: organization.createdAt })
      .run();
  }
  batch.audit(batch.meters.of(organization.id)!, auditBody, organization.createdAt);
  return 'created';
}

function listOrganizations(tables: Tables): Awaited<ReturnType<Directory['listOrganizations']>> {
  const active = and(eq(agents.organizationId, organizations.id), eq(agents.status, 'active'));
  const rows = tables
    .select({ organization: organizations, agentCount: count(agents.id) })
    .from(organizations)
    .leftJoin(agents, active)
    .groupBy(organizations.id)
    .orderBy(organizations.createdAt, organizations.id)
    .all();
  return rows.map(row => ({ ...row.organization, agentCount: row.agentCount }));
}
