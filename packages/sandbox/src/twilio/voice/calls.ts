import { twilioError } from '../errors.ts';
import { one } from '../form.ts';
import { page } from '../paging.ts';
import { matchesDates } from '../queries.ts';
import type { Asked } from '../route.ts';
import { checkCall, checkSource } from './checks.ts';
import { place } from './desk.ts';
import { callJson, type TwilioCall } from './records.ts';

/** POST Calls.json */
export function createCall({ network, account, form }: Asked): Response {
  const draft = checkCall(network, account, form);
  if ('code' in draft) return twilioError(draft.code, draft.detail);
  return Response.json(show(network, place(network, account, draft).call()), { status: 201 });
}

/** GET Calls.json, newest first. */
export function listCalls({ network, account, path, query }: Asked): Response {
  const same = (name: string, value: string | undefined) => query.get(name) === null || query.get(name) === value;
  const rows = network.calls
    .list(account.name)
    .filter(
      call =>
        same('To', call.to) &&
        same('From', call.from) &&
        same('Status', call.status) &&
        same('ParentCallSid', call.parentSid) &&
        matchesDates(query, 'StartTime', call.answeredAt) &&
        matchesDates(query, 'EndTime', call.endedAt),
    )
    .reverse();
  return Response.json(
    page(rows, { name: 'calls', base: path, query, idOf: row => row.sid }, row => show(network, row)),
  );
}

/** GET Calls/{Sid}.json */
export function fetchCall(asked: Asked): Response {
  const call = find(asked);
  return call ? Response.json(show(asked.network, call)) : twilioError(20404, asked.path);
}

/** POST Calls/{Sid}.json: ends the call, or sends it elsewhere. */
export function updateCall(asked: Asked): Response {
  const call = find(asked);
  if (!call) return twilioError(20404, asked.path);
  const { network, form } = asked;
  const leg = network.legs.get(call.sid);
  const status = one(form, 'Status');
  if (status !== undefined && status !== 'completed' && status !== 'canceled') return twilioError(21218, status);
  if (!leg) return twilioError(21220);
  if (status === 'completed') leg.end(call.answeredAt ? 'completed' : 'canceled');
  else if (status === 'canceled') {
    // Too late for what was answered; Twilio then leaves it as it is.
    if (!call.answeredAt) leg.end('canceled');
  } else {
    const source = checkSource(form);
    if ('code' in source) return twilioError(source.code, source.detail);
    if (!call.answeredAt) return twilioError(21220);
    leg.redirect(source);
  }
  return Response.json(show(network, leg.call()));
}

function find({ network, account, part }: Asked): TwilioCall | undefined {
  return network.calls.get(account.name, part('sid'));
}

function show({ world }: Asked['network'], call: TwilioCall): Record<string, unknown> {
  const own = call.direction === 'inbound' ? call.to : call.from;
  return callJson(call, world.registry.number(own)?.sid ?? '');
}
