import type { AuditRecord } from '@buttdial/core';
import { z } from 'zod';
import { type AuditReport, verifyOrganization } from '../audit-chain.ts';
import type { Deps } from '../deps.ts';
import { defineOperation, type Table } from '../operation.ts';
import { organizationScope } from '../principal.ts';
import { organizationId } from './fields.ts';

/** The verbs about the audit trail. */
export function auditOperations(deps: Deps) {
  return {
    list: listAudit(deps),
    search: searchAudit(deps),
    verify: verifyAudit(deps),
    checkpoints: checkpoints(deps),
  };
}

export const auditEntry = z.object({
  sequence: z.int(),
  at: z.string(),
  event: z.string(),
  actor: z.string(),
  target: z.string(),
  details: z.record(z.string(), z.unknown()),
  hash: z.string(),
});

function listAudit({ store }: Deps) {
  return defineOperation({
    name: 'audit.list',
    summary: 'The audit trail of the organization, oldest first: who did what to whom, and when.',
    access: 'organization',
    readOnly: true,
    rest: { method: 'get', path: '/audit' },
    input: z.object({
      organizationId,
      from: z.coerce.number().int().min(1).default(1).describe('Sequence number to begin with.'),
      limit: z.coerce.number().int().min(1).max(1000).default(100),
    }),
    output: z.object({
      entries: z.array(auditEntry),
      next: z.int().nullable().describe('Give it as "from" for the rest.'),
    }),
    run: async (input, { principal }) => {
      const scope = await organizationScope(store, principal, input);
      const rows = await store.audit.list(scope, input.from, input.limit);
      const entries = rows.map(viewAudit);
      const last = rows.length === input.limit ? rows.at(-1) : undefined;
      return { entries, next: last ? last.sequence + 1 : null };
    },
  });
}

export function viewAudit({ sequence, at, body, hash }: AuditRecord): z.output<typeof auditEntry> {
  return { sequence, at: at.toISOString(), ...readAuditBody(body), hash };
}

function searchAudit({ store }: Deps) {
  return defineOperation({
    name: 'audit.search',
    summary: 'The audit trail newest first, narrowed by what happened and what it was about.',
    access: 'organization',
    readOnly: true,
    rest: { method: 'get', path: '/audit/search', table: auditTable },
    input: z.object({
      organizationId,
      event: z.string().max(60).optional().describe('message.sent, token.revoked …'),
      target: z.string().max(200).optional().describe('Id of a message, an agent, a token.'),
      traffic: z
        .enum(['yes', 'no'])
        .default('no')
        .describe('yes: also what every message and every post of a vendor brings.'),
      limit: z.coerce.number().int().min(1).max(1000).default(100),
      beforeSequence: z.coerce.number().int().min(1).optional().describe('The "next" of the last page.'),
    }),
    output: z.object({
      entries: z.array(auditEntry),
      next: z.int().nullable().describe('Give it as "beforeSequence".'),
    }),
    run: async (input, { principal }) => {
      const scope = await organizationScope(store, principal, input);
      const { event, target, traffic, limit, beforeSequence: before } = input;
      const rows = await store.audit.search(
        scope,
        {
          ...(event ? { events: [event] } : {}),
          ...(target ? { target } : {}),
          ...(traffic === 'no' && !target && !event ? { remarkable: true } : {}),
        },
        { limit, ...(before ? { before } : {}) },
      );
      return { entries: rows.map(viewAudit), next: rows.length < limit ? null : (rows.at(-1)?.sequence ?? null) };
    },
  });
}

const auditTable: Table = {
  header: ['sequence', 'at', 'event', 'actor', 'target', 'details', 'hash'],
  rows: value =>
    (value.entries as readonly z.output<typeof auditEntry>[]).map(each => [
      each.sequence,
      each.at,
      each.event,
      each.actor,
      each.target,
      JSON.stringify(each.details),
      each.hash,
    ]),
  next: value => (typeof value.next === 'number' ? { beforeSequence: value.next } : undefined),
};

function checkpoints(deps: Deps) {
  return defineOperation({
    name: 'audit.checkpoints',
    summary: 'Signed sightings of the audit trail: what it looked like when, and whether the signature holds.',
    access: 'organization',
    readOnly: true,
    rest: { method: 'get', path: '/audit/checkpoints' },
    input: z.object({ organizationId }),
    output: z.object({
      publicKey: z.string().nullable().describe('Ed25519, base64: enough to check every checkpoint elsewhere.'),
      checkpoints: z
        .array(z.object({ sequence: z.int(), hash: z.string(), at: z.string(), genuine: z.boolean() }))
        .describe('The last hundred, newest first.'),
    }),
    run: async (input, { principal }) => {
      const scope = await organizationScope(deps.store, principal, input);
      const shelf = deps.checkpoints;
      const kept = (await shelf?.of(scope)) ?? [];
      return {
        publicKey: shelf?.key.publicKey ?? null,
        checkpoints: kept
          .slice(-100)
          .toReversed()
          .map(each => ({
            sequence: each.sequence,
            hash: each.hash,
            at: each.at,
            genuine: shelf?.key.isGenuine(each) ?? false,
          })),
      };
    },
  });
}

const bodyShape = z.object({
  event: z.string().catch('unknown'),
  actor: z.string().catch('unknown'),
  target: z.string().catch(''),
  details: z.record(z.string(), z.unknown()).catch({}),
});

/** What an entry says. A row that somebody has tampered with is still shown; that it was is what verifying is for. */
export function readAuditBody(body: string): z.output<typeof bodyShape> {
  const parsed = z
    .string()
    .transform((text, context): unknown => {
      try {
        return JSON.parse(text);
      } catch {
        context.addIssue('is not JSON');
        return z.NEVER;
      }
    })
    .pipe(bodyShape)
    .safeParse(body);
  return parsed.data ?? { event: 'unreadable', actor: 'unknown', target: '', details: {} };
}

const reportShape = z.object({
  organizationId: z.string(),
  ok: z.boolean(),
  rows: z.int(),
  head: z.object({ sequence: z.int(), hash: z.string() }),
  checkpoints: z.int().describe('Signed checkpoints that the chain was held against.'),
  problems: z.array(z.object({ kind: z.string(), sequence: z.int(), message: z.string() })),
});

function verifyAudit(deps: Deps) {
  return defineOperation({
    name: 'audit.verify',
    summary:
      'Check the whole audit trail of the organization: no row changed, missing, added or moved, and none cut off that was signed.',
    access: 'organization',
    readOnly: true,
    rest: { method: 'get', path: '/audit/verify' },
    input: z.object({ organizationId }),
    output: reportShape,
    run: async (input, { principal }) => {
      const scope = await organizationScope(deps.store, principal, input);
      const report: AuditReport = await verifyOrganization(deps, scope);
      return { ...report, problems: report.problems.map(problem => ({ ...problem })) };
    },
  });
}
