import type { RawWebhook } from '@buttdial/core';
import { isChannel } from '@buttdial/switchboard';
import { type Context, Hono } from 'hono';
import type { HttpDeps, HttpEnvironment } from './environment.ts';

/** What vendors call. Raw bytes go in; the answer leaves only after the effect is durable. */
export function webhookRoutes(deps: HttpDeps): Hono<HttpEnvironment> {
  const app = new Hono<HttpEnvironment>();
  app.post('/webhooks/:agentId/:channel', context => take(deps, context));
  app.post('/webhooks/:agentId/:channel/status', context => take(deps, context));
  return app;
}

async function take(deps: HttpDeps, context: Context<HttpEnvironment>): Promise<Response> {
  const { agentId = '', channel = '' } = context.req.param() as Record<string, string>;
  if (!isChannel(channel)) return context.text('Unknown channel.', 404);
  const hook: RawWebhook = {
    method: 'POST',
    url: asCalled(deps.settings.publicUrl, new URL(context.req.url)),
    headers: context.req.raw.headers,
    body: new Uint8Array(await context.req.arrayBuffer()),
  };
  try {
    const answer = await deps.switchboard.receive({ agentId, channel }, hook);
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
