import type { OutboundEmail } from '@buttdial/core';
import { afterEach, describe, expect, it } from 'vitest';
import { type CallWorld, callWorld, person } from '../../testing/call-world.ts';

let world: CallWorld;
afterEach(() => world.close());

const routeDuplication = { callUrl: 'https://mirror.invalid/calls', callBcc: 'archive@example.com' };
const talk = { kind: 'human', lines: ['Hello?', 'The roof leaks.', 'Goodbye.'] } as const;

interface Posted {
  readonly headers: Headers;
  readonly json: Readonly<Record<string, unknown>>;
}

/** A call that is mirrored; the mirror answers these, then takes everything. */
async function mirrored(answers: readonly number[], profile = { routeDuplication }) {
  const posted: Posted[] = [];
  const mails: OutboundEmail[] = [];
  const left = [...answers];
  world = await callWorld({
    character: { ...talk, lines: [...talk.lines] },
    profiles: { one: profile },
    outside: async (_url, init) => {
      posted.push({ headers: new Headers(init?.headers), json: JSON.parse(String(init?.body)) });
      return new Response(null, { status: left.shift() ?? 204 });
    },
    email: {
      idempotency: 'none',
      maxAttachments: 0,
      send: async email => {
        mails.push(email);
        return { outcome: 'accepted', vendorId: 'mail-1' };
      },
    },
  });
  const made = await world.run('calls.make', { to: person, mission: 'talk', brain: 'script' });
  const call = await world.ended(String(made.id));
  await world.pass(60_000);
  return { posted, mails, call };
}

describe('the transcript of a call that is over', () => {
  it('is posted, signed, and mailed from the mailbox of the agent', async () => {
    const { posted, mails, call } = await mirrored([]);
    expect(posted).toHaveLength(1);
    const { headers, json } = posted[0]!;
    expect(json).toMatchObject({
      type: 'call.mirrored',
      id: call.id,
      untrusted: true,
      to: person,
      status: call.status,
    });
    const said = (json.transcript as { who: string; text: string }[]).map(({ who, text }) => `${who}: ${text}`);
    expect(said).toContain('caller: The roof leaks.');
    expect(headers.get('webhook-signature')).toMatch(/^v1,/);
    expect(mails).toMatchObject([{ from: 'one@agents.example.com', to: 'archive@example.com' }]);
    expect(mails[0]?.text?.replaceAll('—', '')).toBe(said.join('\n'));
    expect(world.logged.join('\n')).not.toContain('roof');
  });

  it('is posted again where the mirror is down, and the call is as it was', async () => {
    const { posted, call } = await mirrored([500, 503]);
    expect(posted).toHaveLength(3);
    expect(new Set(posted.map(({ headers }) => headers.get('webhook-id'))).size).toBe(1);
    expect(call).toMatchObject({ state: 'ended', status: 'hung-up-by-caller' });
  });

  it('goes nowhere unless somebody says so', async () => {
    const { posted, mails } = await mirrored([], {} as never);
    expect([posted, mails]).toEqual([[], []]);
  });
});
