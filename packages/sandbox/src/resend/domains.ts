import type { MailDomain } from '../entities.ts';
import { resendError } from './errors.ts';
import { listJson } from './lists.ts';
import type { ResendAsked } from './route.ts';

const missing = { name: 'not_found', message: 'Domain not found' } as const;

/** POST /domains */
export function createDomain({ network, account, body }: ResendAsked): Response {
  const name = typeof body === 'object' && body !== null && 'name' in body ? body.name : undefined;
  if (typeof name !== 'string')
    return resendError({ name: 'missing_required_field', message: 'Missing `name` field.' });
  if (!/^(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}$/i.test(name))
    return resendError({ name: 'validation_error', message: 'Invalid `name` field.' });
  const { registry } = network.world;
  if (registry.domain(name))
    return resendError({
      name: 'validation_error',
      statusCode: 403,
      message: `The ${name} domain has been registered already.`,
    });
  const made = registry.addDomain({ domain: name, apiKey: account.name, status: 'not_started' });
  const { object: _object, ...shown } = show(made);
  return Response.json(shown, { status: 201 });
}

/** GET /domains */
export function listDomains({ network, account, query }: ResendAsked): Response {
  return listJson([...network.world.registry.domains(account.name)].reverse(), query, domain => {
    const { object: _object, records: _records, ...shown } = show(domain);
    return shown;
  });
}

/** GET /domains/{id} */
export function fetchDomain(asked: ResendAsked): Response {
  const domain = find(asked);
  return domain ? Response.json(show(domain)) : resendError(missing);
}

/** DELETE /domains/{id} */
export function removeDomain(asked: ResendAsked): Response {
  const domain = find(asked);
  if (!domain) return resendError(missing);
  asked.network.world.registry.removeDomain(domain.name);
  return Response.json({ object: 'domain', id: domain.id, deleted: true });
}

/** POST /domains/{id}/verify: pending at once, verified a little later. */
export function verifyDomain(asked: ResendAsked): Response {
  const domain = find(asked);
  if (!domain) return resendError(missing);
  const { registry, background, runtime, behaviour } = asked.network.world;
  if (domain.status !== 'verified') registry.setDomainStatus(domain.name, 'pending');
  background.run(async signal => {
    await runtime.sleep(behaviour.current.domainVerifiedMs, signal);
    registry.setDomainStatus(domain.name, 'verified');
  });
  return Response.json({ object: 'domain', id: domain.id });
}

function find({ network, account, part }: ResendAsked): MailDomain | undefined {
  const domain = network.world.registry.domain(part('id'));
  return domain?.account === account.name ? domain : undefined;
}

function show(domain: MailDomain): Record<string, unknown> {
  const common = { ttl: 'Auto', status: domain.status };
  return {
    object: 'domain',
    id: domain.id,
    name: domain.name,
    status: domain.status,
    created_at: domain.createdAt.toISOString().replace('T', ' ').replace('Z', '+00'),
    region: 'us-east-1',
    open_tracking: false,
    click_tracking: false,
    capabilities: { sending: 'enabled', receiving: 'enabled' },
    records: [
      {
        record: 'SPF',
        name: 'send',
        type: 'MX',
        value: 'feedback-smtp.us-east-1.amazonses.com',
        priority: 10,
        ...common,
      },
      { record: 'SPF', name: 'send', type: 'TXT', value: 'v=spf1 include:amazonses.com ~all', ...common },
      {
        record: 'DKIM',
        name: 'resend._domainkey',
        type: 'TXT',
        value: `p=${domain.id.replaceAll('-', '')}`,
        ...common,
      },
      {
        record: 'Receiving',
        name: domain.name,
        type: 'MX',
        value: 'inbound-smtp.us-east-1.amazonaws.com',
        priority: 10,
        ...common,
      },
    ],
  };
}
