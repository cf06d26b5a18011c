import { type CallRecord, callStates } from '@buttdial/core';
import { z } from 'zod';
import { lookAt } from '../../calls/asking.ts';
import type { CallParts } from '../../calls/calls.ts';
import { costsView, type Happening } from '../../calls/happenings.ts';
import type { Seen } from '../../calls/orders.ts';
import { recordingsOf } from '../../calls/recordings.ts';
import { transcriptText, transcriptVtt } from '../../calls/transcript.ts';
import type { Deps } from '../../deps.ts';
import { type Caller, defineOperation } from '../../operation.ts';
import { agentId } from '../fields.ts';
import { messageScope } from '../messages.ts';
import { tellProgress } from './progress.ts';
import { callId, callOf } from './scope.ts';
import { callView, events, eventsOf, viewCall } from './view.ts';

/** The verbs that read calls. */
export function followOperations(deps: Deps, calls: CallParts) {
  return { get: get(deps, calls), transcript: transcript(deps), list: list(deps) };
}

function get(deps: Deps, calls: CallParts) {
  return defineOperation({
    name: 'calls.get',
    summary: 'How a call goes, with what happened since a sequence number; waits for news when asked to.',
    access: 'agent',
    readOnly: true,
    rest: { method: 'get', path: '/calls/:id' },
    input: z.object({
      id: callId,
      agentId,
      afterSequence: z.coerce.number().int().min(0).default(0).describe('lastSequence of the answer before.'),
      waitSeconds: z.coerce.number().int().min(0).max(25).default(0).describe('Wait up to this long for news.'),
    }),
    output: callView.extend({
      events,
      lastSequence: z.int(),
      notes: z.array(z.string()),
      recordings: z
        .array(
          z.object({
            id: z.string(),
            url: z.string().describe('For an hour.'),
            durationSeconds: z.number(),
            contentType: z.string(),
          }),
        )
        .describe('Where the other party agreed; as long as they are kept.'),
      gapsMs: z.array(z.number()).optional().describe('How long the other party waited for each answer.'),
      floor,
      costs: costsView.optional().describe('The parts of the cost, once it is over.'),
      untrusted: z.literal(true),
    }),
    run: async (input, caller) => {
      const before = await callOf(deps, caller.principal, input);
      const waited = await newsOf(deps, before, { ...input, caller });
      const call = (await deps.store.calls.get(before.organizationId, before.id)) ?? before;
      // Whoever reads that it ended asks no more: so all of it is in this answer.
      const isJustOver = call.state === 'ended' && before.state !== 'ended';
      const news = isJustOver ? await eventsOf(deps, call, input.afterSequence) : waited;
      tellProgress(caller, news.slice(waited.length));
      const all = input.afterSequence === 0 ? news : await eventsOf(deps, call, 0);
      const seen = await lookAt({ deps, desk: calls.desk }, call, caller.signal);
      return {
        ...viewCall(deps, call),
        ...(call.state !== 'ended' && phaseOf(seen, all)),
        ...(seen && call.state !== 'ended' && { floor: floorOf(seen) }),
        events: [...news],
        lastSequence: news.at(-1)?.sequence ?? input.afterSequence,
        notes: all.flatMap(event => (event.kind === 'note' ? [event.text] : [])),
        recordings: [...(await recordingsOf(deps, call))],
        ...gapsOf(seen, all),
        ...costsOf(all),
        untrusted: true as const,
      };
    },
  });
}

const floor = z
  .object({
    holder: z.enum(['agent', 'caller', 'both', 'nobody']).describe('Whose voice is on the line.'),
    isAgentSpeaking: z.boolean(),
    lastTurn: z
      .object({
        gapMs: z.number().describe('From the end of their words to the first sound of ours.'),
        endpointMs: z.number().describe('The part of it until it was clear what they had said.'),
        answerMs: z.number().describe('The part of it from then on.'),
        isInterrupted: z.boolean().optional(),
        heardRatio: z.number().optional().describe('How much of the answer was heard, 0 to 1.'),
      })
      .optional(),
    turn: z
      .object({ sequence: z.int(), text: z.string(), deadlineAt: z.string() })
      .optional()
      .describe('What waits for your reply, where you talk yourself: calls.attend with its sequence.'),
  })
  .optional()
  .describe('Of a call under way: who speaks, and how quickly the last turn was answered.');

function floorOf({ floor: holder, lastTurn, turn }: Seen): z.input<typeof floor> {
  const isAgentSpeaking = holder === 'agent' || holder === 'both';
  return { holder, isAgentSpeaking, ...(lastTurn && { lastTurn }), ...(turn && { turn }) };
}

function phaseOf(seen: Seen | undefined, all: readonly Happening[]): { readonly phase?: string } {
  const latest = all.findLast(event => event.kind === 'phase');
  const phase = seen?.phase ?? latest?.phase;
  return phase === undefined ? {} : { phase };
}

/** Of a call under way, or as they were kept with its end. */
function gapsOf(session: { readonly gapsMs: readonly number[] } | undefined, all: readonly Happening[]) {
  const kept = all.find(event => event.kind === 'ended')?.gapsMs;
  const gapsMs = kept ?? session?.gapsMs;
  return gapsMs ? { gapsMs: [...gapsMs] } : {};
}

/** The parts of the cost as they were known last. */
function costsOf(all: readonly Happening[]) {
  const costs = all
    .flatMap(event => (event.kind === 'cost' || event.kind === 'ended' ? (event.costs ?? []) : []))
    .at(-1);
  return costs ? { costs } : {};
}

interface Waiting {
  readonly afterSequence: number;
  readonly waitSeconds: number;
  readonly caller: Caller;
}

const pollMs = 1_000;

/** What is new, or becomes new in the time given; nothing more comes from a call that has ended. */
export async function newsOf(deps: Deps, call: CallRecord, waiting: Waiting): Promise<readonly Happening[]> {
  const { store, runtime } = deps;
  const { afterSequence, waitSeconds, caller } = waiting;
  const look = () => eventsOf(deps, call, afterSequence);
  const first = await look();
  if (first.length > 0) tellProgress(caller, first);
  if (first.length > 0 || waitSeconds === 0 || call.state === 'ended') return first;
  const untilMs = runtime.now().getTime() + waitSeconds * 1_000;
  let nudge = new AbortController();
  const unwatch = store.watch(wake => wake.topic === 'call' && wake.callId === call.id && nudge.abort());
  try {
    // Listening began after the first look, so look once more before sleeping.
    for (let news = await look(); ; news = await look()) {
      const leftMs = untilMs - runtime.now().getTime();
      if (news.length > 0) tellProgress(caller, news);
      if (news.length > 0 || leftMs <= 0) return news;
      const either = AbortSignal.any([nudge.signal, caller.signal]);
      await runtime.sleep(Math.min(leftMs, pollMs), either).catch(reason => {
        if (!nudge.signal.aborted || caller.signal.aborted) throw reason;
      });
      nudge = new AbortController();
    }
  } finally {
    unwatch();
  }
}

function transcript(deps: Deps) {
  return defineOperation({
    name: 'calls.transcript',
    summary: 'What was said in a call, as it was heard.',
    access: 'agent',
    readOnly: true,
    rest: { method: 'get', path: '/calls/:id/transcript' },
    input: z.object({ id: callId, agentId, format: z.enum(['json', 'text', 'vtt']).default('json') }),
    output: z.object({
      id: z.string(),
      untrusted: z.literal(true),
      lines: events.optional(),
      text: z.string().optional(),
    }),
    run: async (input, { principal }) => {
      const call = await callOf(deps, principal, input);
      const lines = (await eventsOf(deps, call, 0)).filter(event => event.kind === 'line');
      const told = { id: call.id, untrusted: true as const };
      if (input.format === 'json') return { ...told, lines };
      return { ...told, text: input.format === 'text' ? transcriptText(lines) : transcriptVtt(call, lines) };
    },
  });
}

const filters = {
  live: callStates.filter(state => state !== 'ended' && state !== 'scheduled'),
  scheduled: ['scheduled'],
  ended: ['ended'],
} as const;

function list(deps: Deps) {
  return defineOperation({
    name: 'calls.list',
    summary: 'Calls of an agent, or of the whole organization, newest first.',
    access: 'agent',
    readOnly: true,
    rest: { method: 'get', path: '/calls' },
    input: z.object({
      agentId,
      state: z.enum(['live', 'scheduled', 'ended']).optional(),
      limit: z.coerce.number().int().min(1).max(200).default(20),
      before: z.string().max(64).optional().describe('Id that the last page ended with.'),
    }),
    output: z.object({ calls: z.array(callView), count: z.int() }),
    run: async (input, { principal }) => {
      const { organizationId, agentId: owner } = await messageScope(deps, input, principal);
      const filter = {
        ...(owner === undefined ? {} : { agentId: owner }),
        ...(input.state ? { states: filters[input.state] } : {}),
      };
      const page = { limit: input.limit, ...(input.before ? { before: input.before } : {}) };
      const found = await deps.store.calls.list(organizationId, filter, page);
      return { calls: found.map(call => viewCall(deps, call)), count: found.length };
    },
  });
}
