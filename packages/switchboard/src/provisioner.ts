import type { Plan } from '@buttdial/core';
import { settlePlan } from './deprovision.ts';
import type { Deps } from './deps.ts';
import { giveBack } from './rentals.ts';
import { createWorker, type Worker } from './worker.ts';

/** Takes over plans that nobody carries out any more, and gives back what they rented: a crash leaves nothing to pay for. */
export function createProvisioner(deps: Deps): Worker {
  const { store, runtime, settings } = deps;
  return createWorker(deps, {
    name: 'provisioner',
    topic: undefined,
    pollMs: settings.plans.pollMs,
    concurrency: 2,
    claim: limit =>
      store.claimPlans({ owner: settings.owner, now: runtime.now(), leaseMs: settings.plans.leaseMs, limit }),
    handle: plan => giveUp(deps, plan),
  });
}

async function giveUp(deps: Deps, { id: planId, organizationId, rentals }: Plan): Promise<void> {
  const left = await giveBack(deps, organizationId, rentals);
  await settlePlan(deps, { organizationId, planId }, left);
  deps.metrics.count('buttdial_plans_given_up_total', { outcome: left.length === 0 ? 'done' : 'again' });
  deps.runtime.log.info('plan.given-up', { organizationId, planId, rentals: rentals.length, left: left.length });
}
