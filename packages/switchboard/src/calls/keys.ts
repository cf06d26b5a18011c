import type { Deps } from '../deps.ts';
import { isEmergencyDigits } from './callee.ts';

// Longer than a switchboard waits for the next key of a number.
const togetherMs = 10_000;
const mostGroups = 12;
const longestNumber = 7;

/**
 * Tells whether keys may be pressed in one call. Those that would reach an emergency service from a switchboard that dials
 * on may not: at once, between pauses and stars, behind a digit for an outside line, or one by one.
 */
export function createKeyGuard(deps: Deps): (digits: string) => boolean {
  let before: readonly string[] = [];
  let lastMs = Number.NEGATIVE_INFINITY;
  return digits => {
    const nowMs = deps.runtime.now().getTime();
    const earlier = nowMs - lastMs < togetherMs ? before : [];
    const groups = [...earlier, ...digits.split(/[w*#]+/).filter(Boolean)].slice(-mostGroups);
    if (isEmergencyDigits(deps, digits) || runsOf(groups).some(run => reachesEmergency(deps, run))) return false;
    [before, lastMs] = [groups, nowMs];
    return true;
  };
}

// Two keys are a choice in two menus more often than a number.
function reachesEmergency(deps: Deps, run: string): boolean {
  const numbers = /^[089]/.test(run) ? [run, run.slice(1)] : [run];
  return numbers.some(number => number.length >= 3 && isEmergencyDigits(deps, number));
}

/** Every number that some groups in a row make. */
function runsOf(groups: readonly string[]): readonly string[] {
  return groups
    .flatMap((_, from) => groups.slice(from).map((_group, count) => groups.slice(from, from + count + 1).join('')))
    .filter(run => run.length <= longestNumber);
}
