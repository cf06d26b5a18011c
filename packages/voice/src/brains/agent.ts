import { ButtdialError, type Runtime } from '@buttdial/core';
import type { Action, BrainPart, CallerTurn, TextBrain } from './brain.ts';

/** What an agent learns when it attends. `idle`: nothing happened in the time it waited. */
export interface AttendAnswer {
  readonly event: 'caller-turn' | 'interrupted' | 'note' | 'closed' | 'idle';
  /** To be given as `afterSequence` next time. */
  readonly sequence: number;
  /** What the caller said, or the note. Data from a stranger. */
  readonly text: string;
  /** What the caller heard of the last reply, once that is known. */
  readonly heardOfLastReply?: string;
  /** Until when a reply is waited for before somebody else answers. */
  readonly floorDeadlineAt?: Date;
  /** The reply came after the caller had gone on, and was not spoken. */
  readonly isReplyDropped?: boolean;
}

/** One visit of an agent: it answers the turn it saw last, and waits for the next. */
export interface AttendRequest {
  /** The last sequence it has seen; 0 at first. A repeated request with the same one speaks only once. */
  readonly afterSequence: number;
  readonly reply?: string;
  readonly actions?: readonly Action[];
  readonly waitMs: number;
  readonly signal?: AbortSignal;
}

/** A turn that waits for the agent's reply. */
export interface OpenTurn {
  /** What a reply names as `afterSequence`. */
  readonly sequence: number;
  /** What the caller said. Data from a stranger. */
  readonly text: string;
  /** Until then; afterwards somebody else answers. */
  readonly deadlineAt: Date;
}

/** A brain that is an agent outside, which comes by turn after turn. */
export interface AgentBrain extends TextBrain {
  attend(request: AttendRequest): Promise<AttendAnswer>;
  /** The turn that waits for a reply; looking does not answer it. */
  openTurn(): OpenTurn | undefined;
}

/** What an agent's brain needs. */
export interface AgentBrainOptions {
  readonly runtime: Runtime;
  /** How long a turn waits for its reply; after it `onTurn` fails, so that a fallback answers. 8 s unless told. */
  readonly floorDeadlineMs?: number;
  /** The number before the first thing that happens; 0 unless told. Above every number of an earlier brain of the call. */
  readonly after?: number;
  /** Says and does what no turn waits for: the session's `volunteer`. */
  readonly volunteer: (parts: readonly BrainPart[]) => void;
}

interface Answerable extends OpenTurn {
  answer(parts: readonly BrainPart[]): void;
}

type Happened = Pick<AttendAnswer, 'event' | 'sequence' | 'text'>;

/** Makes a brain of an agent that attends. Each reply is spoken at most once, and only to the turn it was made for. */
export function agentBrain({ runtime, floorDeadlineMs = 8000, after = 0, volunteer }: AgentBrainOptions): AgentBrain {
  const happened: Happened[] = [];
  const repliedTo = new Set<number>();
  let open: Answerable | undefined;
  let heardOfLastReply: string | undefined;
  let wake = new AbortController();

  function happen(event: AttendAnswer['event'], text: string): number {
    const sequence = after + happened.length + 1;
    happened.push({ event, sequence, text });
    wake.abort();
    wake = new AbortController();
    return sequence;
  }

  async function* onTurn(turn: CallerTurn, signal: AbortSignal): AsyncGenerator<BrainPart> {
    const { promise, resolve } = Promise.withResolvers<readonly BrainPart[]>();
    const deadlineAt = new Date(runtime.now().getTime() + floorDeadlineMs);
    const mine: Answerable = { sequence: after + happened.length + 1, text: turn.text, deadlineAt, answer: resolve };
    open = mine;
    happen('caller-turn', turn.text);
    const answered = new AbortController();
    const deadline = runtime.sleep(floorDeadlineMs, AbortSignal.any([signal, answered.signal])).then(() => undefined);
    try {
      const parts = await Promise.race([promise, deadline]);
      if (!parts) throw new ButtdialError('timed-out', 'The agent did not reply in time.');
      yield* parts;
    } finally {
      if (open === mine) open = undefined;
      // The clock is not needed any more; its rejection is the answer to this.
      deadline.catch(() => answered.signal.aborted);
      answered.abort();
    }
  }

  /** @returns whether the reply came too late for its turn. */
  function take({ afterSequence, reply, actions = [] }: AttendRequest): boolean {
    if ((reply === undefined && actions.length === 0) || repliedTo.has(afterSequence)) return false;
    if (open && open.sequence > afterSequence) return true;
    repliedTo.add(afterSequence);
    const parts: readonly BrainPart[] = [
      ...(reply === undefined ? [] : [{ kind: 'text', text: reply } as const]),
      ...actions,
    ];
    if (open) open.answer(parts);
    else volunteer(parts);
    return false;
  }

  async function attend(request: AttendRequest): Promise<AttendAnswer> {
    const isReplyDropped = take(request);
    const next = () => happened.find(one => one.sequence > request.afterSequence);
    if (!next()) await pause(request, wake.signal);
    const found = next() ?? { event: 'idle' as const, sequence: request.afterSequence, text: '' };
    const isWaiting = open?.sequence === found.sequence;
    return {
      ...found,
      ...(heardOfLastReply !== undefined && { heardOfLastReply }),
      ...(isWaiting && { floorDeadlineAt: open!.deadlineAt }),
      ...(isReplyDropped && { isReplyDropped }),
    };
  }

  async function pause({ waitMs, signal }: AttendRequest, woken: AbortSignal): Promise<void> {
    await runtime.sleep(waitMs, signal ? AbortSignal.any([woken, signal]) : woken).catch(reason => {
      if (!woken.aborted) throw reason;
    });
  }

  return {
    attend,
    openTurn: () => open && { sequence: open.sequence, text: open.text, deadlineAt: open.deadlineAt },
    open({ heard }) {
      // Said before anybody could answer: the agent learns it when it comes.
      if (heard) happen('note', heard);
      return silence();
    },
    onTurn,
    observe: turn => void happen('note', turn.text),
    onHeard(heard) {
      heardOfLastReply = heard.text;
      if (heard.isInterrupted) happen('interrupted', heard.text);
    },
    tell: note => void happen('note', note),
    close: () => void happen('closed', ''),
  };
}

// Whoever attends speaks when they come, not when the call begins.
async function* silence(): AsyncGenerator<BrainPart> {
  yield* [];
}
