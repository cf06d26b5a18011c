import postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { breakGround, type Child, freePort, type Ground, pause, startChild } from '../../testing/children.ts';
import { type Browsing, browse, goodPassword, type Place, register } from '../../testing/person.ts';

const stores = [
  ['SQLite', async () => undefined],
  [
    'PostgreSQL',
    async () => {
      const name = `sessions_${process.pid}`;
      const admin = postgres(inject('postgresUrl'), { max: 1 });
      await admin.unsafe(`create database ${name}`);
      await admin.end();
      return inject('postgresUrl').replace(/\/[^/]*$/, `/${name}`);
    },
  ],
] as const;

async function until<Value>(ask: () => Value | Promise<Value>, holds: (value: Value) => boolean): Promise<Value> {
  const giveUp = Date.now() + 10_000;
  for (;;) {
    const value = await ask();
    if (holds(value)) return value;
    if (Date.now() > giveUp) throw new Error(`Still not so after ten seconds: ${JSON.stringify(value)}`);
    await pause(10);
  }
}

describe.each(stores)('a person at two processes on one %s', (_store, database) => {
  let ground: Ground;
  let children: readonly Child[];
  let here: Place;
  let there: Place;
  beforeAll(async () => {
    ground = await breakGround();
    const databaseUrl = await database();
    const start = async () =>
      startChild({
        port: await freePort(),
        dataDir: ground.dataDir,
        networkUrl: ground.networkUrl,
        patient: true,
        ...(databaseUrl === undefined ? {} : { databaseUrl }),
      });
    children = [await start(), await start()];
    const place = (child: Child | undefined): Place => ({ url: child?.url ?? '', until, demo: ground });
    [here, there] = [place(children[0]), place(children[1])];
  }, 120_000);
  afterAll(async () => {
    await Promise.all(children.map(child => child.stop()));
    await ground.close();
  });

  /** The same browser, talking to another process. */
  const at = (place: Place, browsing: Browsing) => {
    const other = browse(place);
    for (const [name, value] of browsing.jar) other.jar.set(name, value);
    return other;
  };

  it('is known to both, and refused by both once the session was ended at one', async ({ annotate }) => {
    const { browsing, orgId } = await register(here, 'two.places@example.com');
    const other = at(there, browsing);
    const ask = async () => (await other.call('GET', '/api/v1/organization')).status;
    expect((await other.call('GET', '/api/v1/organization')).json.organizationId).toBe(orgId);
    expect((await browsing.call('POST', '/auth/api/logout', {})).status).toBe(200);
    const endedAt = performance.now();
    await until(ask, status => status === 401);
    await annotate(`refused by the other process after ${Math.round(performance.now() - endedAt)} ms`);
  });

  it('has one budget of wrong passwords at both', async () => {
    const { email } = await register(here, 'guessed.at@example.com');
    const guess = async (place: Place) =>
      (await browse(place).call('POST', '/auth/api/login', { email, password: 'a wrong guess' })).status;
    const statuses = await Promise.all(Array.from({ length: 16 }, (_, index) => guess(index % 2 ? here : there)));
    expect(statuses.filter(status => status === 401)).toHaveLength(10);
    expect(statuses.filter(status => status === 429)).toHaveLength(6);
  });

  it('loses a role everywhere', async ({ annotate }) => {
    const owner = await register(here, 'boss@example.com');
    const people = (await owner.browsing.call('GET', '/api/v1/people')).json.people as { personId: string }[];
    const invited = await owner.browsing.call('POST', '/api/v1/invitations', {
      email: 'second@example.com',
      role: 'owner',
    });
    expect(invited.status).toBe(200);
    const mails = await until(
      () => ground.network.control.mails('second@example.com'),
      found => found.length > 0,
    );
    const secret = /#([\w-]+)/.exec(mails[0]?.text ?? '')?.[1];
    const second = browse(there);
    const body = { secret, name: 'Second', password: goodPassword };
    expect((await second.call('POST', '/auth/api/invitations/accept', body)).status).toBe(200);
    const other = at(there, owner.browsing);
    expect((await other.call('GET', '/api/v1/sessions')).status).toBe(200);
    const id = people[0]?.personId;
    const changed = await at(here, second).call('PATCH', `/api/v1/people/${id}`, { role: 'viewer' });
    expect(changed.status).toBe(200);
    const changedAt = performance.now();
    await until(
      async () => (await other.call('GET', '/api/v1/sessions')).status,
      status => status === 403,
    );
    await annotate(`held by the other process after ${Math.round(performance.now() - changedAt)} ms`);
  });
});
