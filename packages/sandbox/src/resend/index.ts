import { Hono } from 'hono';
import type { MailContent } from '../mailboxes.ts';
import type { World } from '../world.ts';
import { createDomain, fetchDomain, listDomains, removeDomain, verifyDomain } from './domains.ts';
import { changeEmail, fetchEmail, listEmails, sendBatch, sendEmail } from './emails.ts';
import { resendError } from './errors.ts';
import { createIdempotencyMemory } from './idempotency.ts';
import { deliverMail } from './mailing.ts';
import { createShelf, type ResendNetwork } from './network.ts';
import { fetchAttachment, fetchReceived, listAttachments, listReceived } from './receiving.ts';
import { type ResendAsked, resendRoute } from './route.ts';

/** The simulated Resend: its HTTP face, and the door through which mailboxes reach it. */
export interface Resend {
  readonly app: Hono;
  /** Brings a mail to an address, whoever owns it. */
  deliver(address: string, content: MailContent): void;
  clear(): void;
}

/** Builds Resend on a simulated world. */
export function createResend(world: World): Resend {
  const network: ResendNetwork = {
    world,
    sent: createShelf(world.historyLimit),
    received: createShelf(world.historyLimit),
    idempotency: createIdempotencyMemory(() => world.runtime.now()),
  };
  const clear = () => {
    for (const records of [network.sent, network.received, network.idempotency]) records.clear();
  };
  return { app: resendApp(network), deliver: (address, content) => deliverMail(network, address, content), clear };
}

function resendApp(network: ResendNetwork): Hono {
  const app = new Hono();
  const on = (handle: (asked: ResendAsked) => Response) => resendRoute(network, handle);
  app.post('/emails', on(sendEmail));
  app.get('/emails', on(listEmails));
  app.post('/emails/batch', on(sendBatch));
  app.get('/emails/receiving', on(listReceived));
  app.get('/emails/receiving/:id', on(fetchReceived));
  app.get('/emails/receiving/:id/attachments', on(listAttachments));
  app.get('/emails/receiving/:id/attachments/:attachment', on(fetchAttachment));
  app.get('/emails/:id', on(fetchEmail));
  app.patch('/emails/:id', on(changeEmail));
  app.post('/emails/:id/cancel', on(changeEmail));
  app.post('/domains', on(createDomain));
  app.get('/domains', on(listDomains));
  app.get('/domains/:id', on(fetchDomain));
  app.delete('/domains/:id', on(removeDomain));
  app.post('/domains/:id/verify', on(verifyDomain));
  app.notFound(() => resendError({ name: 'not_found', message: 'The requested endpoint does not exist' }));
  return app;
}
