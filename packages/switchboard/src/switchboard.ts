import type { Channel, RawWebhook } from '@buttdial/core';
import { createCallbacks } from './callbacks.ts';
import { createCourier } from './courier.ts';
import type { Deps } from './deps.ts';
import { createLines } from './lines.ts';
import type { Operation } from './operation.ts';
import { agentEditOperations } from './operations/agent-edits.ts';
import { agentStatusOperations } from './operations/agent-status.ts';
import { agentOperations } from './operations/agents.ts';
import { auditOperations } from './operations/audit.ts';
import { billingOperations } from './operations/billing.ts';
import { codeOperations } from './operations/codes.ts';
import { complianceOperations } from './operations/compliance.ts';
import { consentOperations } from './operations/consent.ts';
import { inboxOperations } from './operations/inbox.ts';
import { limitOperations } from './operations/limits.ts';
import { messageOperations } from './operations/messages.ts';
import { onboardingOperations } from './operations/onboarding.ts';
import { organizationOperations } from './operations/organization.ts';
import { organizationsOperations } from './operations/organizations.ts';
import { orphanOperations } from './operations/orphans.ts';
import { pingOperation } from './operations/ping.ts';
import { privacyOperations } from './operations/privacy.ts';
import { providerOperations } from './operations/providers.ts';
import { statementOperations } from './operations/statements.ts';
import { tokenOperations } from './operations/tokens.ts';
import { usageOperations } from './operations/usage.ts';
import type { Principal } from './principal.ts';
import { createProvisioner } from './provisioner.ts';
import { receive, type WebhookAnswer } from './receive.ts';
import { createAuthenticator } from './tokens.ts';
import { isUnsubscribeToken, unsubscribe } from './unsubscribe.ts';

/** The verbs of the product over one store and one set of connections. Doors (HTTP, MCP, command line) call into it. */
export interface Switchboard {
  /** Every operation by its name. */
  readonly operations: ReadonlyMap<string, Operation>;
  /** @throws `unauthenticated`. */
  authenticate(token: string | undefined): Promise<Principal>;
  receive(route: { readonly agentId: string; readonly channel: Channel }, hook: RawWebhook): Promise<WebhookAnswer>;
  /** The link in commercial e-mail. */
  readonly unsubscribing: {
    /** True for a token that this installation signed. */
    knows(token: string): boolean;
    /** Opts the contact out. False for a token that nobody here signed. */
    act(token: string): Promise<boolean>;
  };
  /** Starts the courier, the reconciler and the callbacks. */
  start(): void;
  /** Takes nothing more and waits for what is under way. */
  stop(): Promise<void>;
  /** Does all work that is due now, once; for virtual clocks and tests. */
  drain(): Promise<number>;
}

/** Puts the verbs together. Nothing runs until `start`. */
export function createSwitchboard(deps: Deps): Switchboard {
  const courier = createCourier(deps);
  const callbacks = createCallbacks(deps);
  const provisioner = createProvisioner(deps);
  const lines = createLines(deps);
  const rooms = [
    messageOperations(deps, courier, lines),
    inboxOperations(deps),
    agentOperations(deps),
    agentStatusOperations(deps),
    tokenOperations(deps),
    limitOperations(deps),
    usageOperations(deps),
    organizationOperations(deps),
    organizationsOperations(deps),
    auditOperations(deps),
    providerOperations(deps),
    codeOperations({ deps, courier, lines }),
    billingOperations(deps),
    agentEditOperations(deps),
    onboardingOperations(deps),
    orphanOperations(deps),
    statementOperations(deps),
    consentOperations(deps),
    complianceOperations(deps),
    privacyOperations(deps),
    { ping: pingOperation(deps) },
  ];
  // The map forgets each operation's own types; `runOperation` parses before it runs.
  const all = rooms.flatMap(room => Object.values(room) as unknown as Operation[]);
  return {
    operations: new Map(all.map(operation => [operation.name, operation])),
    authenticate: createAuthenticator(deps.store, deps.runtime, deps.settings.orchestratorTokenHash),
    receive: (route, hook) => receive(deps, route, hook),
    unsubscribing: { knows: token => isUnsubscribeToken(deps, token), act: token => unsubscribe(deps, token) },
    start() {
      courier.start();
      callbacks.start();
      provisioner.start();
    },
    stop: async () => void (await Promise.all([courier.stop(), callbacks.stop(), provisioner.stop()])),
    drain: async () => (await courier.drain()) + (await callbacks.drain()) + (await provisioner.drain()),
  };
}
