import type { CallParts } from '../calls/calls.ts';
import type { Courier } from '../courier.ts';
import type { Deps } from '../deps.ts';
import type { Lines } from '../lines.ts';
import { answerRulesOperation } from './calls/answer-rules.ts';
import { attendOperation } from './calls/attend.ts';
import { bridgeOperation } from './calls/bridge.ts';
import { controlOperation } from './calls/control.ts';
import { followOperations } from './calls/follow.ts';
import { makeOperation } from './calls/make.ts';
import { onBehalfOperation } from './calls/on-behalf.ts';
import { transferOperation } from './calls/transfer.ts';
import { voiceMessageOperation } from './calls/voice-message.ts';

/** What they work with. */
interface Parts {
  readonly deps: Deps;
  readonly courier: Courier;
  readonly lines: Lines;
}

/** The verbs about live calls. */
export function callOperations({ deps, courier, lines }: Parts, calls: CallParts) {
  return {
    make: makeOperation({ deps, lines, calls }),
    ...followOperations(deps, calls),
    control: controlOperation(deps, calls),
    attend: attendOperation(deps, calls),
    transfer: transferOperation({ deps, lines, calls }),
    onBehalf: onBehalfOperation({ deps, lines, calls }),
    bridge: bridgeOperation({ deps, lines, calls }),
    voiceMessage: voiceMessageOperation({ deps, lines, calls, courier }),
    answerRules: answerRulesOperation(deps),
  };
}
