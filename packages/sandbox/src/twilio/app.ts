import { Hono } from 'hono';
import { mediaResponse } from '../media.ts';
import { fetchAccount, fetchBalance } from './accounts.ts';
import { twilioError } from './errors.ts';
import { createMessage, fetchMessage, listMedia, listMessages, removeMessage, updateMessage } from './messages.ts';
import type { TwilioNetwork } from './network.ts';
import { buyNumber, fetchNumber, listNumbers, releaseNumber, searchNumbers, updateNumber } from './numbers.ts';
import { type Asked, callerOf, twilioRoute } from './route.ts';
import { senderRoutes } from './senders.ts';
import { subaccountRoutes } from './subaccounts.ts';
import { verifyRoutes } from './verify.ts';
import { createCall, fetchCall, listCalls, updateCall } from './voice/calls.ts';
import { changeRecording, startRecording } from './voice/recordings.ts';

/** The HTTP face of the simulated Twilio: the paths of `api.`, `messaging.` and `verify.twilio.com`, which do not collide. */
export function twilioApp(network: TwilioNetwork): Hono {
  const app = new Hono();
  subaccountRoutes(app, network);
  senderRoutes(app, network);
  verifyRoutes(app, network);
  app.route('/', accountApp(network));
  app.notFound(context => twilioError(20404, new URL(context.req.url).pathname));
  return app;
}

function accountApp(network: TwilioNetwork): Hono {
  const app = new Hono().basePath('/2010-04-01/Accounts');
  const on = (handle: (asked: Asked) => Response) => twilioRoute(network, handle);
  const [message, call, number] = [
    '/:account/Messages/:sid{[SM]M[0-9a-fA-F]{32}\\.json}',
    '/:account/Calls/:sid{CA[0-9a-fA-F]{32}\\.json}',
    '/:account/IncomingPhoneNumbers/:sid{PN[0-9a-fA-F]{32}\\.json}',
  ];
  app.get('/:account{AC[0-9a-fA-F]{32}\\.json}', on(fetchAccount));
  app.get('/:account/Balance.json', on(fetchBalance));
  app.post('/:account/Messages.json', on(createMessage));
  app.get('/:account/Messages.json', on(listMessages));
  app.get(message, on(fetchMessage));
  app.post(message, on(updateMessage));
  app.delete(message, on(removeMessage));
  app.get('/:account/Messages/:sid/Media.json', on(listMedia));
  app.get('/:account/Messages/:sid/Media/:media{ME[0-9a-f]{32}}', context =>
    mediaBytes(network, context.req.param('media'), context.req.header('authorization')),
  );
  app.post('/:account/Calls.json', on(createCall));
  app.get('/:account/Calls.json', on(listCalls));
  app.get(call, on(fetchCall));
  app.post(call, on(updateCall));
  app.post('/:account/Calls/:sid{CA[0-9a-fA-F]{32}}/Recordings.json', on(startRecording));
  app.post('/:account/Calls/:sid{CA[0-9a-fA-F]{32}}/Recordings/:recording{RE[0-9a-f]{32}\\.json}', on(changeRecording));
  app.get('/:account/AvailablePhoneNumbers/:country/:kind{(Local|Mobile|TollFree)\\.json}', on(searchNumbers));
  app.get('/:account/IncomingPhoneNumbers.json', on(listNumbers));
  app.post('/:account/IncomingPhoneNumbers.json', on(buyNumber));
  app.get(number, on(fetchNumber));
  app.post(number, on(updateNumber));
  app.delete(number, on(releaseNumber));
  return app;
}

function mediaBytes({ world }: TwilioNetwork, media: string, authorization: string | undefined): Response {
  if (world.behaviour.current.mediaNeedsCredentials && !callerOf(world, authorization)) return twilioError(20003);
  const file = world.media.get(media.slice(2));
  return file ? mediaResponse(file) : twilioError(20404);
}
