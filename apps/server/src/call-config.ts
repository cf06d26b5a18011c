import { type CallRules, defaultCallRules } from '@buttdial/switchboard';

/** The environment variables of live calls, parsed. */
export interface CallValues {
  readonly CALL_ALLOW_PREFIXES: readonly string[];
  readonly CALL_MAX_SECONDS_PER_DAY: number;
  readonly CALL_MAX_CONCURRENT: number;
  readonly CALL_TRANSPORT: CallRules['transport'];
  readonly CALL_SOCKET_BASE_URL?: string | undefined;
  readonly VOICE_MAX_CALL_DURATION_MINUTES: number;
  readonly VOICE_DEFAULT_LANGUAGE: string;
  readonly VOICE_DEFAULT_VOICE?: string | undefined;
}

// Numbers that are kept for fiction: the simulated network has no others.
const fictional = ['+1555', '+1500555', '+121255501', '+141555501', '+447700900', '+4915228', '+6149157'];

/** Reads what an operator decides about calls. 0 lifts a cap. @param problems every mistake is added here. */
export function readCallRules(values: CallValues, demo: boolean, problems: string[]): CallRules {
  const { CALL_ALLOW_PREFIXES: given, VOICE_DEFAULT_VOICE: voice, CALL_SOCKET_BASE_URL: socketUrl } = values;
  if (!given.every(prefix => /^\+[1-9]\d*$/.test(prefix)))
    problems.push('CALL_ALLOW_PREFIXES: must be prefixes such as +1212,+44, with commas between.');
  return {
    ...defaultCallRules,
    allowPrefixes: given.length === 0 && demo ? fictional : given,
    caps: {
      concurrentPerAgent: values.CALL_MAX_CONCURRENT || null,
      concurrentPerOrganization: null,
      secondsPerDayPerAgent: values.CALL_MAX_SECONDS_PER_DAY || null,
    },
    maxSeconds: Math.max(1, values.VOICE_MAX_CALL_DURATION_MINUTES) * 60,
    language: values.VOICE_DEFAULT_LANGUAGE,
    transport: values.CALL_TRANSPORT,
    ...(voice === undefined ? {} : { voice }),
    ...(socketUrl === undefined ? {} : { socketUrl: new URL(socketUrl) }),
  };
}
