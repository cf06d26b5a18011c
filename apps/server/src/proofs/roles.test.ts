import { isAtLeast, type Operation, roleFor } from '@buttdial/switchboard';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Installation, install } from '../../testing/installation.ts';
import { type Browsing, join, register } from '../../testing/person.ts';

let house: Installation;
let people: Record<'owner' | 'admin' | 'viewer', Browsing>;
beforeAll(async () => {
  house = await install();
  const owner = await register(house, 'owner@example.com');
  const [admin, viewer] = await Promise.all(
    ['admin', 'viewer'].map(role => join(house, { token: owner.orgToken, email: `${role}@example.com`, role })),
  );
  people = { owner: owner.browsing, admin: admin!.browsing, viewer: viewer!.browsing };
}, 60_000);
afterAll(() => house.close());

const operations = () => [...house.demo.switchboard.operations.values()];

async function allowed(browsing: Browsing): Promise<readonly string[]> {
  const { session } = (await browsing.call('GET', '/admin/api/session')).json as { session: { operations: string[] } };
  return session.operations;
}

/** Asks without an input that could do anything: a caller who may run it is told that the input is wrong, or gets an answer. */
function ask(browsing: Browsing, { rest }: Operation) {
  const path = `/api/v1${rest.path.replace(/:\w+/g, '%20')}`;
  const takesBody = rest.method === 'post' || rest.method === 'patch';
  return browsing.call(
    rest.method.toUpperCase(),
    path,
    takesBody ? { organizationId: 5, agentId: 5, to: 5 } : undefined,
  );
}

describe.each(['owner', 'admin', 'viewer'] as const)('the role %s', role => {
  it('may use exactly what its page is told, by REST', async () => {
    const told = await allowed(people[role]);
    const refused: string[] = [];
    for (const operation of operations()) {
      const { status, json } = await ask(people[role], operation);
      const isRefused = status === 403 && /may not use/.test(String(json.detail));
      expect(isRefused, `${operation.name}: ${status} ${JSON.stringify(json)}`).toBe(!told.includes(operation.name));
      if (!isRefused) continue;
      expect(json).toMatchObject({ code: 'forbidden', remedy: expect.any(String) });
      refused.push(operation.name);
    }
    expect(refused.length + told.length).toBe(operations().length);
  });

  it('is held to what every operation declares', async () => {
    const told = await allowed(people[role]);
    const person = { kind: 'organization', organizationId: 'x', tokenId: 'x', person: { id: 'x', role } } as const;
    const expected = operations()
      .filter(each => each.access !== 'orchestrator' && isAtLeast(person, roleFor(each)))
      .map(each => each.name);
    expect([...told].sort()).toEqual([...expected].sort());
  });
});

it('viewers change nothing and see no secret', async () => {
  const told = await allowed(people.viewer);
  for (const operation of operations())
    if (!operation.readOnly) expect(told, operation.name).not.toContain(operation.name);
  for (const name of ['callbacks.secret', 'privacy.export', 'sessions.list']) expect(told).not.toContain(name);
  const message = { agentId: 'x', to: '+15559876543', body: 'Hello' };
  expect((await people.viewer.call('POST', '/api/v1/send-message', message)).status).toBe(403);
});

it('what concerns owners and bills is for owners', async () => {
  const [owner, admin] = [await allowed(people.owner), await allowed(people.admin)];
  const alone = owner.filter(name => !admin.includes(name));
  expect(alone).toEqual(expect.arrayContaining(['billing.set', 'organization.launch']));
  const declared = operations().filter(each => each.access !== 'orchestrator' && each.role === 'owner');
  expect(alone.sort()).toEqual(declared.map(each => each.name).sort());
});
