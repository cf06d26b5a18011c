import { isOneClickUnsubscribe } from '@buttdial/compliance';
import { type Context, Hono } from 'hono';
import { html } from 'hono/html';
import type { HttpDeps, HttpEnvironment } from './environment.ts';

/**
 * The link in commercial e-mail. Only a POST unsubscribes, with no cookie and no login (RFC 8058): mail scanners open
 * every link with a GET, so that one explains and offers a button.
 */
export function unsubscribeRoutes({ switchboard }: HttpDeps): Hono<HttpEnvironment> {
  const { unsubscribing } = switchboard;
  return new Hono<HttpEnvironment>()
    .get('/unsubscribe/:token', context =>
      unsubscribing.knows(context.req.param('token')) ? page(context, asking) : page(context, broken, 404),
    )
    .post('/unsubscribe/:token', async context => {
      const asked = isOneClickUnsubscribe('POST', await fieldsOf(context));
      if (!asked) return page(context, asking, 400);
      return (await unsubscribing.act(context.req.param('token'))) ? page(context, done) : page(context, broken, 404);
    });
}

// RFC 8058 lets a mailbox provider post a form either way.
async function fieldsOf(context: Context<HttpEnvironment>): Promise<string> {
  const value = (await context.req.parseBody())['List-Unsubscribe'];
  return new URLSearchParams({ 'List-Unsubscribe': typeof value === 'string' ? value : '' }).toString();
}

const asking = html`<h1>Unsubscribe</h1>
<p>You will get no more messages at this address from the sender of the e-mail that brought you here.</p>
<form method="post"><button name="List-Unsubscribe" value="One-Click">Unsubscribe</button></form>`;
const done = html`<h1>You are unsubscribed</h1>
<p>Nothing more will be sent to this address.</p>`;
const broken = html`<h1>This link is not complete</h1>
<p>Open it again from the e-mail, or answer the e-mail with the word STOP.</p>`;

function page(context: Context<HttpEnvironment>, content: ReturnType<typeof html>, status: 200 | 400 | 404 = 200) {
  context.header('cache-control', 'no-store');
  return context.html(
    html`<!doctype html><html lang="en"><meta charset="utf-8">
<meta name="viewport" content="width=device-width"><meta name="robots" content="noindex">
<title>Unsubscribe</title><main>${content}</main></html>`,
    status,
  );
}
