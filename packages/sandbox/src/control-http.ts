import { ButtdialError, type ErrorCode, isButtdialError } from '@buttdial/core';
import { type Context, Hono } from 'hono';
import { streamSSE } from 'hono/streaming';
import { z } from 'zod';
import type { SandboxControl } from './control.ts';
import type { SandboxEvent } from './events.ts';
import type { PhoneChannel } from './phones.ts';
import { newPhoneMessage, parse } from './requests.ts';

const statuses: Partial<Record<ErrorCode, 400 | 404 | 409>> = { 'invalid-input': 400, 'not-found': 404, conflict: 409 };
const advanceRequest = z.strictObject({ milliseconds: z.int().nonnegative() });
const readRequest = z.strictObject({ number: z.string() });
const sayRequest = z.strictObject({ text: z.string() });
const pressRequest = z.strictObject({ digits: z.string() });

/** The control verbs over HTTP, JSON in and out. The verbs check what they are given. */
export function controlApp(control: SandboxControl): Hono {
  const app = new Hono().basePath('/control');
  networkRoutes(app, control);
  peopleRoutes(app, control);
  callRoutes(app, control);
  runningRoutes(app, control);
  app.notFound(context => context.json({ error: 'not-found', message: 'No such control.' }, 404));
  app.onError((error, context) => {
    if (!isButtdialError(error)) throw error;
    const { code, message, details } = error;
    return context.json({ error: code, message, ...details }, statuses[code] ?? 500);
  });
  return app;
}

function networkRoutes(app: Hono, control: SandboxControl): void {
  app.get('/accounts', context => list(context, control.accounts()));
  app.post('/accounts', async context => context.json(control.addAccount(await body(context)), 201));
  app.get('/numbers', context => list(context, control.numbers()));
  app.post('/numbers', async context => context.json(control.addNumber(await body(context)), 201));
  app.patch('/numbers/:number', async context =>
    context.json(control.updateNumber(context.req.param('number'), await body(context))),
  );
  app.get('/senders', context => list(context, control.senders()));
  app.patch('/senders/:number', async context =>
    context.json(control.judgeSender(context.req.param('number'), await body(context))),
  );
  app.post('/messaging-services', async context => context.json(control.addMessagingService(await body(context)), 201));
  app.post('/templates', async context => context.json(control.addTemplate(await body(context)), 201));
  app.get('/domains', context => list(context, control.domains()));
  app.post('/domains', async context => context.json(control.addDomain(await body(context)), 201));
}

function peopleRoutes(app: Hono, control: SandboxControl): void {
  app.get('/phones', context => list(context, control.phones()));
  app.post('/phones', async context => context.json(control.addPhone(await body(context)), 201));
  app.get('/phones/:number/messages', context => {
    const query = { with: context.req.query('with'), channel: channelOf(context) };
    return list(context, control.thread(context.req.param('number'), query));
  });
  app.post('/phones/:number/messages', async context => {
    const message: object = await body(context);
    const typed = parse(newPhoneMessage, { ...message, from: context.req.param('number') });
    return context.json(control.sendFromPhone(typed), 201);
  });
  app.post('/phones/:number/read', async context => {
    const { number } = parse(readRequest, await body(context));
    return context.json({ read: control.readOnPhone(context.req.param('number'), number) });
  });
  app.get('/mailboxes', context => list(context, control.mailboxes()));
  app.get('/mailboxes/:address/mails', context => list(context, control.mails(context.req.param('address'))));
  app.post('/mails', async context => context.json(control.sendMail(await body(context)), 201));
  app.post('/mails/:id/reply', async context =>
    context.json(control.replyToMail(context.req.param('id'), await body(context)), 201),
  );
}

function callRoutes(app: Hono, control: SandboxControl): void {
  app.get('/calls', context =>
    list(context, control.calls({ with: context.req.query('with'), account: context.req.query('account') })),
  );
  app.post('/calls', async context => context.json(control.callFromPhone(await body(context)), 201));
  app.get('/calls/:id/audio', context => {
    const wav = Uint8Array.from(control.recording(context.req.param('id')));
    return new Response(wav, { headers: { 'content-type': 'audio/wav' } });
  });
  app.post('/calls/:id/answer', context => context.json(control.answerCall(context.req.param('id'))));
  app.post('/calls/:id/hang-up', context => context.json(control.hangUpCall(context.req.param('id'))));
  app.post('/calls/:id/say', async context => {
    const { text } = parse(sayRequest, await body(context));
    return context.json(control.sayInCall(context.req.param('id'), text));
  });
  app.post('/calls/:id/press', async context => {
    const { digits } = parse(pressRequest, await body(context));
    return context.json(control.pressInCall(context.req.param('id'), digits));
  });
  app.get('/phones/:number/character', context => context.json(control.character(context.req.param('number'))));
  app.put('/phones/:number/character', async context =>
    context.json(control.setCharacter(context.req.param('number'), await body(context))),
  );
}

function runningRoutes(app: Hono, control: SandboxControl): void {
  app.get('/faults', context => list(context, control.faults()));
  app.post('/faults', async context => context.json(control.addFault(await body(context)), 201));
  app.delete('/faults', context => {
    control.clearFaults();
    return context.body(null, 204);
  });
  app.delete('/faults/:id{\\d+}', context => {
    control.clearFaults(Number(context.req.param('id')));
    return context.body(null, 204);
  });
  app.get('/behaviour', context => context.json(control.behaviour()));
  app.patch('/behaviour', async context => context.json(control.changeBehaviour(await body(context))));
  app.get('/models/requests', context => list(context, control.modelRequests(context.req.query('account'))));
  app.get('/models/sessions', context => list(context, control.realtimeSessions(context.req.query('account'))));
  app.put('/models/:account/script', async context => {
    control.scriptModel(context.req.param('account'), await body(context));
    return context.body(null, 204);
  });
  app.get('/connections', context => list(context, control.connections()));
  app.get('/ledger', context => context.json(control.ledger({ account: context.req.query('account') })));
  app.get('/clock', context => context.json({ now: control.now().toISOString() }));
  app.post('/clock/advance', async context => {
    await control.advance(parse(advanceRequest, await body(context)).milliseconds);
    return context.json({ now: control.now().toISOString() });
  });
  app.get('/settled', async context => {
    await control.settled();
    return context.body(null, 204);
  });
  app.post('/reset', context => {
    control.reset();
    return context.body(null, 204);
  });
  app.get('/events', context => events(context, control));
}

// Typed as nothing, so that it fits every verb: the verbs check it themselves.
function body(context: Context): Promise<never> {
  const unreadable = () => Promise.reject(new ButtdialError('invalid-input', 'The body is not JSON.'));
  return context.req.json<never>().catch(unreadable);
}

function list(context: Context, data: readonly unknown[]): Response {
  return context.json({ data });
}

function channelOf(context: Context): PhoneChannel | undefined {
  const channel = context.req.query('channel');
  return channel === 'sms' || channel === 'whatsapp' ? channel : undefined;
}

// Every event from now on; who wants the past reads the lists.
function events(context: Context, control: SandboxControl): Response {
  return streamSSE(context, async stream => {
    const waiting: SandboxEvent[] = [];
    let wake = (): void => undefined;
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
