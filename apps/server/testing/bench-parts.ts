import { hash, randomBytes } from 'node:crypto';
import { allPacks, screenContent } from '@buttdial/compliance';
import { type Facts, systemRuntime } from '@buttdial/core';
import {
  auditBody,
  contactKey,
  createJudge,
  createQuote,
  createSealer,
  defaultPrices,
  hashToken,
  newToken,
} from '@buttdial/switchboard';
import { z } from 'zod';
import { standardHeaders } from '../src/http/protection.ts';
import { createLog } from '../src/log.ts';
import { createMetrics } from '../src/metrics.ts';

/** What a send owes besides its rows, one after another. */
export interface Parts {
  /** Of every answer. */
  readonly headers: Readonly<Record<string, string>>;
  /** Token, input, content, price, law, sealing, chain, counters and log line, each once. */
  carryOut(id: string, given: unknown): { readonly to: string; readonly key: string; readonly decision: string };
}

const organizationId = 'default';
const channel = 'sms';
const nothing: Facts = { ledger: [], lastInboundAt: {}, attempts: [], underWay: [], lists: {}, erased: false };

/** The product's own pieces, with nothing that connects them: no operation, no queue, no retry, no error of any kind. */
export function createParts(): Parts {
  const runtime = systemRuntime(createLog('info'));
  const sealer = createSealer(randomBytes(32), runtime);
  const judge = createJudge(allPacks, { assumedConsent: { level: 'express', purposes: ['informational'] } });
  const quote = createQuote(defaultPrices);
  const metrics = createMetrics();
  const input = z.object({ to: z.string().max(320), body: z.string().max(100_000) });
  const tokens = new Set([newToken('agent', 'test', runtime)].map(hashToken));
  const presented = newToken('agent', 'test', runtime);
  let link = '0'.repeat(64);
  const chain = (event: string, target: string, details: Readonly<Record<string, string>>) => {
    link = hash('sha256', `${link}\n${auditBody({ event, actor: 'system', target, details })}`);
  };
  return {
    headers: standardHeaders(new URL('http://127.0.0.1')),
    carryOut(id, given) {
      const startedAt = performance.now();
      tokens.has(hashToken(presented));
      const { to, body: text } = input.parse(given);
      const { flags } = screenContent(text);
      const micros = quote({ channel, to, text });
      const key = contactKey(sealer, organizationId, { channel, address: to });
      sealer.seal(Buffer.from(JSON.stringify({ kind: 'message', to, text, micros })), id);
      chain('message.admitted', id, { channel, purpose: 'informational' });
      const intent = { channel, purpose: 'informational', to, contentFlags: flags } as const;
      const { record } = judge(intent, nothing, runtime.now());
      chain('message.sent', id, { channel });
      const seconds = (performance.now() - startedAt) / 1000;
      metrics.observe('buttdial_vendor_request_seconds', seconds, { connection: 'twilio', outcome: 'accepted' });
      metrics.observe('buttdial_http_request_seconds', seconds, { route: '/parts', status: '200' });
      metrics.count('mcp_messages_sent_total', { channel });
      runtime.log.info('request', {
        requestId: id,
        method: 'POST',
        route: '/parts',
        status: 200,
        milliseconds: seconds,
      });
      return { to, key, decision: JSON.stringify(record) };
    },
  };
}
