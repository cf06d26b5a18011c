import type { Channel, RawWebhook } from '@buttdial/core';
import { createAlarm } from './alarm.ts';
import { createAside } from './aside.ts';
import { createCallbacks } from './callbacks.ts';
import { createCalls, type LiveCalls } from './calls/calls.ts';
import { type Courier, createCourier } from './courier.ts';
import type { Deps } from './deps.ts';
import { createLines, type Lines } from './lines.ts';
import type { Operation } from './operation.ts';
import { agentEditOperations } from './operations/agent-edits.ts';
import { agentStatusOperations } from './operations/agent-status.ts';
import { agentOperations } from './operations/agents.ts';
import { alertOperations } from './operations/alerts.ts';
import { auditOperations } from './operations/audit.ts';
import { billingOperations } from './operations/billing.ts';
import { callOperations } from './operations/calls.ts';
import { codeOperations } from './operations/codes.ts';
import { complianceOperations } from './operations/compliance.ts';
import { consentOperations } from './operations/consent.ts';
import { contactOperations } from './operations/contacts.ts';
import { inboxOperations } from './operations/inbox.ts';
import { invitationOperations } from './operations/invitations.ts';
import { launchOperations } from './operations/launch.ts';
import { limitOperations } from './operations/limits.ts';
import { messageHistoryOperations } from './operations/message-history.ts';
import { messageOperations } from './operations/messages.ts';
import { onboardingOperations } from './operations/onboarding.ts';
import { organizationOperations } from './operations/organization.ts';
import { organizationsOperations } from './operations/organizations.ts';
import { orphanOperations } from './operations/orphans.ts';
import { peopleOperations } from './operations/people.ts';
import { pingOperation } from './operations/ping.ts';
import { poolOperations } from './operations/pools.ts';
import { privacyOperations } from './operations/privacy.ts';
import { providerDeskOperations } from './operations/provider-desk.ts';
import { providerOperations } from './operations/providers.ts';
import { ruleOperations } from './operations/rules.ts';
import { sessionOperations } from './operations/sessions.ts';
import { statementOperations } from './operations/statements.ts';
import { suppressOperations } from './operations/suppress.ts';
import { tokenOperations } from './operations/tokens.ts';
import { usageOperations } from './operations/usage.ts';
import { webhookOperations } from './operations/webhooks.ts';
import { createAdmitPerson, type SignedIn } from './people.ts';
import { createPoolKeeper } from './pools/keeper.ts';
import type { Principal } from './principal.ts';
import { createProvisioner } from './provisioner.ts';
import { receive, type WebhookAnswer } from './receive.ts';
import { createAuthenticator } from './tokens.ts';
import { isUnsubscribeToken, unsubscribe } from './unsubscribe.ts';
import { createVoiceNotes } from './voice-messages/heard.ts';

/** The verbs of the product over one store and one set of connections. Doors (HTTP, MCP, command line) call into it. */
export interface Switchboard {
  /** Every operation by its name. */
  readonly operations: ReadonlyMap<string, Operation>;
  /** @throws `unauthenticated`. */
  authenticate(token: string | undefined): Promise<Principal>;
  /** @throws `forbidden` when the person belongs nowhere, or to an organization that is suspended. */
  admitPerson(who: SignedIn): Promise<Principal>;
  receive(route: { readonly agentId: string; readonly channel: Channel }, hook: RawWebhook): Promise<WebhookAnswer>;
  /** Live calls: what carriers ask and tell, and the sockets they open. */
  readonly calls: Pick<LiveCalls, 'receive' | 'admitSocket' | 'stop'>;
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
export function createSwitchboard(given: Deps): Switchboard {
  const heeding: Deps = { alarm: createAlarm(given), ...given };
  const aside = createAside(heeding);
  const deps: Deps = { ...heeding, aside, voiceNotes: createVoiceNotes(heeding) };
  const courier = createCourier(deps);
  const callbacks = createCallbacks(deps);
  const provisioner = createProvisioner(deps);
  const lines = createLines(deps);
  const calls = createCalls(deps);
  const workers = [courier, callbacks, provisioner, calls.live, createPoolKeeper(deps)];
  return {
    operations: new Map(operationsOf(deps, { courier, lines, calls }).map(each => [each.name, each])),
    authenticate: createAuthenticator(deps.store, deps.runtime, deps.settings.orchestratorTokenHash),
    admitPerson: createAdmitPerson(deps.store, deps.runtime),
    receive: (route, hook) => receive(deps, route, hook),
    calls: calls.live,
    unsubscribing: { knows: token => isUnsubscribeToken(deps, token), act: token => unsubscribe(deps, token) },
    start() {
      for (const worker of workers) worker.start();
    },
    async stop() {
      await Promise.all(workers.map(worker => worker.stop()));
      await aside.stop();
    },
    async drain() {
      let done = 0;
      for (const worker of workers) done += await worker.drain();
      return done;
    },
  };
}

interface Desks {
  readonly courier: Courier;
  readonly lines: Lines;
  readonly calls: ReturnType<typeof createCalls>;
}

function operationsOf(deps: Deps, { courier, lines, calls }: Desks): readonly Operation[] {
  const rooms = [
    messageOperations(deps, courier, lines),
    messageHistoryOperations({ deps, courier, lines }),
    inboxOperations(deps),
    agentOperations(deps),
    agentStatusOperations(deps),
    tokenOperations(deps),
    limitOperations(deps),
    usageOperations(deps),
    organizationOperations(deps),
    poolOperations(deps),
    organizationsOperations(deps),
    auditOperations(deps),
    alertOperations(deps),
    contactOperations(deps),
    suppressOperations(deps),
    webhookOperations(deps),
    ruleOperations(deps),
    providerOperations(deps),
    providerDeskOperations(deps),
    codeOperations({ deps, courier, lines }),
    billingOperations(deps),
    agentEditOperations(deps),
    onboardingOperations(deps),
    orphanOperations(deps),
    statementOperations(deps),
    callOperations({ deps, courier, lines }, calls),
    consentOperations(deps),
    complianceOperations(deps),
    privacyOperations(deps),
    peopleOperations(deps),
    invitationOperations(deps),
    sessionOperations(deps),
    launchOperations(deps),
    { ping: pingOperation(deps) },
  ];
  // The map forgets each operation's own types; `runOperation` parses before it runs.
  return rooms.flatMap(room => Object.values(room) as unknown as Operation[]);
}
