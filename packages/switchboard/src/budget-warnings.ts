import type { LimitReached } from '@buttdial/core';
import { auditBody } from './audit.ts';
import { callbackTarget, postSigned } from './callbacks.ts';
import type { Deps } from './deps.ts';
import type { AgentScope } from './principal.ts';

/**
 * Tells that four fifths of a budget are used: in the audit trail, in the metrics, and to the agent's application. The
 * store names each budget once per day or month. The application is told once; nobody waits for it.
 */
export async function warnOfBudgets(deps: Deps, scope: AgentScope, nearing: readonly LimitReached[]): Promise<void> {
  const { store, metrics, runtime } = deps;
  for (const { type, current, max } of nearing) {
    metrics.count('mcp_alerts_total', { severity: 'medium' });
    metrics.count('buttdial_budget_warnings_total', { limit_type: type });
    const details = { limit: type, currentMicros: current, maxMicros: max };
    const target = type.startsWith('org') ? scope.organizationId : scope.agentId;
    const audit = auditBody({ event: 'budget.warning', actor: 'system', target, details });
    await store.audit.append(scope.organizationId, audit, runtime.now());
  }
  const agent = await store.findAgent(scope.agentId);
  const target = agent && callbackTarget(deps, agent);
  if (target) void Promise.all(nearing.map(limit => postSigned(deps, eventOf(deps, scope, limit), target)));
}

function eventOf(deps: Deps, { organizationId, agentId }: AgentScope, limit: LimitReached) {
  const { type, current, max, resetsAt } = limit;
  const id = deps.runtime.newId();
  const payload = {
    type: 'budget.warning',
    id,
    organizationId,
    agentId,
    limitType: type,
    current: current / 1_000_000,
    max: max / 1_000_000,
    resetsAt: resetsAt.toISOString(),
  };
  return { id, organizationId, payload };
}
