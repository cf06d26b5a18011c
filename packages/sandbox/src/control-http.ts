import { ButtdialError, type ErrorCode, isButtdialError } from '@buttdial/core';
import { type Context, Hono } from 'hono';
import { streamSSE } from 'hono/streaming';
import { z } from 'zod';
import type { SandboxControl } from './control.ts';
import type { SandboxEvent } from './events.ts';
import type { PhoneChannel } from './phones.ts';
import { parse } from './requests.ts';

const statuses: Partial<Record<ErrorCode, 400 | 404 | 409>> = { 'invalid-input': 400, 'not-found': 404, conflict: 409 };
const advanceRequest = z.strictObject({ milliseconds: z.int().nonnegative() });
const readRequest = z.strictObject({ phone: z.string(), number: z.string() });

/** The control verbs over HTTP, JSON in and out. The verbs check what they are given. */
export function controlApp(control: SandboxControl): Hono {
  const app = new Hono().basePath('/control');
  const body = (context: Context): Promise<never> => context.req.json().catch(() => Promise.reject(new ButtdialError('invalid-input', 'The body is not JSON.')));
  const list = (context: Context, list: unknown) => context.json({ data: list });

  app.get('/accounts', context => list(context, control.accounts()));
  app.post('/accounts', async context => context.json(control.addAccount(await body(context)), 201));
  app.get('/numbers', context => list(context, control.numbers()));
  app.post('/numbers', async context => context.json(control.addNumber(await body(context)), 201));
  app.patch('/numbers/:number', async context => context.json(control.updateNumber(context.req.param('number'), await body(context))));
  app.post('/messaging-services', async context => context.json(control.addMessagingService(await body(context)), 201));
  app.post('/templates', async context => context.json(control.addTemplate(await body(context)), 201));
  app.get('/domains', context => list(context, control.domains()));
  app.post('/domains', async context => context.json(control.addDomain(await body(context)), 201));

  app.get('/phones', context => list(context, control.phones()));
  app.post('/phones', async context => context.json(control.addPhone(await body(context)), 201));
  app.get('/phones/:number/messages', context => list(context, control.thread(context.req.param('number'), { with: context.req.query('with'), channel: channelOf(context) })));
  app.post('/phones/:number/messages', async context => {
    const message: object = await body(context);
    return context.json(control.sendFromPhone({ ...message, from: context.req.param('number') } as never), 201);
  });
  app.post('/phones/:number/read', async context => {
    const { number } = parse(readRequest.omit({ phone: true }), await body(context));
    return context.json({ read: control.readOnPhone(context.req.param('number'), number) });
  });

  app.get('/mailboxes', context => list(context, control.mailboxes()));
  app.get('/mailboxes/:address/mails', context => list(context, control.mails(context.req.param('address'))));
  app.post('/mails', async context => context.json(control.sendMail(await body(context)), 201));
  app.post('/mails/:id/reply', async context => context.json(control.replyToMail(context.req.param('id'), await body(context)), 201));

  app.get('/faults', context => list(context, control.faults()));
  app.post('/faults', async context => context.json(control.addFault(await body(context)), 201));
  app.delete('/faults', context => done(context, control.clearFaults()));
  app.delete('/faults/:id{\\d+}', context => done(context, control.clearFaults(Number(context.req.param('id')))));
  app.get('/behaviour', context => context.json(control.behaviour()));
  app.patch('/behaviour', async context => context.json(control.changeBehaviour(await body(context))));

  app.get('/ledger', context => context.json(control.ledger({ account: context.req.query('account') })));
  app.get('/clock', context => context.json({ now: control.now().toISOString() }));
  app.post('/clock/advance', async context => {
    await control.advance(parse(advanceRequest, await body(context)).milliseconds);
    return context.json({ now: control.now().toISOString() });
  });
  app.get('/settled', async context => done(context, await control.settled()));
  app.post('/reset', context => done(context, control.reset()));
  app.get('/events', context => events(context, control));
  app.notFound(context => context.json({ error: 'not-found', message: 'No such control.' }, 404));
  app.onError((error, context) => {
    if (!isButtdialError(error)) throw error;
    return context.json({ error: error.code, message: error.message, ...error.details }, statuses[error.code] ?? 500);
  });
  return app;
}

function done(context: Context, _nothing: undefined | void): Response {
  return context.body(null, 204);
}

function channelOf(context: Context): PhoneChannel | undefined {
  const channel = context.req.query('channel');
  return channel === 'sms' || channel === 'whatsapp' ? channel : undefined;
}

// Every event from now on; who wants the past reads the lists.
function events(context: Context, control: SandboxControl): Response {
  return streamSSE(context, async stream => {
    const waiting: SandboxEvent[] = [];
    let wake = () => {};
    const stop = control.listen(event => {
      waiting.push(event);
      wake();
    });
    stream.onAbort(() => {
      stop();
      wake();
    });
    while (!stream.aborted) {
      for (const event of waiting.splice(0)) await stream.writeSSE({ event: event.kind, data: JSON.stringify(event) });
      if (waiting.length === 0) {
        await new Promise<void>(resolve => {
          wake = resolve;
        });
      }
    }
  });
}
