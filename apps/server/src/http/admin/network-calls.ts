import type { NewCharacter, NewPhoneCall, SandboxControl } from '@buttdial/sandbox';
import type { Hono } from 'hono';
import type { HttpEnvironment } from '../environment.ts';
import type { PhoneAudio } from './phone-audio.ts';
import { readBody } from './read-body.ts';

interface Phones {
  readonly control: SandboxControl;
  readonly audio: PhoneAudio | undefined;
}

/** What somebody with a simulated phone in the hand can do about calls. */
export function callRoutes(app: Hono<HttpEnvironment>, { control, audio }: Phones): void {
  app.get('/phones/:number/calls', context =>
    context.json({ calls: control.calls({ with: context.req.param('number') }).slice(-20) }),
  );
  app.get('/phones/:number/character', context => context.json(control.character(context.req.param('number'))));
  app.post('/phones/:number/character', async context =>
    context.json(control.setCharacter(context.req.param('number'), await readBody<NewCharacter>(context))),
  );
  app.post('/phones/:number/calls', async context => {
    const { to } = await readBody<{ to: string }>(context);
    // Whoever dials by hand also talks by hand.
    const call: NewPhoneCall = { from: context.req.param('number'), to, character: { kind: 'manual' } };
    return context.json(control.callFromPhone(call), 201);
  });
  app.post('/calls/:id/answer', context => context.json(control.answerCall(context.req.param('id'))));
  app.post('/calls/:id/hang-up', context => context.json(control.hangUpCall(context.req.param('id'))));
  app.post('/calls/:id/say', async context => {
    const { text } = await readBody<{ text: string }>(context);
    return context.json(control.sayInCall(context.req.param('id'), text));
  });
  app.post('/calls/:id/press', async context => {
    const { digits } = await readBody<{ digits: string }>(context);
    return context.json(control.pressInCall(context.req.param('id'), digits));
  });
  if (audio) app.post('/calls/:id/audio', context => context.json({ path: audio.admit(context.req.param('id')) }, 201));
}
