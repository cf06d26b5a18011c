import type { RawWebhook } from '@buttdial/core';
import { type CallStep, isChannel, type WebhookAnswer } from '@buttdial/switchboard';
import { type Context, Hono } from 'hono';
import type { HttpDeps, HttpEnvironment } from './environment.ts';

/** What vendors call. Raw bytes go in; the answer leaves only after the effect is durable. */
export function webhookRoutes(deps: HttpDeps): Hono<HttpEnvironment> {
  const app = new Hono<HttpEnvironment>();
  app.post('/webhooks/:agentId/voice', context => takeCall(deps, context, 'voice'));
  app.post('/webhooks/:agentId/voice/next', context => takeCall(deps, context, 'next'));
  app.post('/webhooks/:agentId/outbound-voice', context => takeCall(deps, context, 'next'));
  app.post('/webhooks/:agentId/voice/status', context => takeCall(deps, context, 'status'));
  app.post('/webhooks/:agentId/call-status', context => takeCall(deps, context, 'status'));
  app.post('/webhooks/:agentId/:channel', context => take(deps, context));
  app.post('/webhooks/:agentId/:channel/status', context => take(deps, context));
  return app;
}

function take(deps: HttpDeps, context: Context<HttpEnvironment>): Promise<Response> {
  const { agentId = '', channel = '' } = context.req.param() as Record<string, string>;
  if (!isChannel(channel)) return Promise.resolve(context.text('Unknown channel.', 404));
  return answered(deps, context, hook => deps.switchboard.receive({ agentId, channel }, hook));
}

function takeCall(deps: HttpDeps, context: Context<HttpEnvironment>, step: CallStep): Promise<Response> {
  const { agentId = '' } = context.req.param() as Record<string, string>;
  return answered(deps, context, hook => deps.switchboard.calls.receive({ agentId, step }, hook));
}

async function answered(
  deps: HttpDeps,
  context: Context<HttpEnvironment>,
  receive: (hook: RawWebhook) => Promise<WebhookAnswer>,
): Promise<Response> {
  const hook: RawWebhook = {
    method: 'POST',
    url: asCalled(deps.settings.publicUrl, new URL(context.req.url)),
    headers: context.req.raw.headers,
    body: new Uint8Array(await context.req.arrayBuffer()),
  };
  try {
    const answer = await receive(hook);
    return context.body(answer.body, { status: answer.status, headers: { 'content-type': answer.contentType } });
  } catch (error) {
    // Not durable, so not acknowledged: the vendor tries again.
    deps.runtime.log.error('webhook.failed', {
      requestId: context.get('requestId'),
      name: error instanceof Error ? error.name : typeof error,
    });
    return context.text('Try again.', 503);
  }
}

/** The address as the vendor saw it: ours from the configuration, path and query from the request. Forwarding headers have no say. */
function asCalled(publicUrl: URL, requested: URL): URL {
  return new URL(`${publicUrl.href.replace(/\/$/, '')}${requested.pathname}${requested.search}`);
}
