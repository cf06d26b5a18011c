import type { CallRecord } from '@buttdial/core';
import type { Deps } from '../deps.ts';
import { carrierOf } from './carrier.ts';
import type { MediaRecipes } from './media-elsewhere.ts';

/** What it takes to handle a call's frames in another process; undefined where they stay in this one. */
export function recipesOf(
  deps: Deps,
  call: Pick<CallRecord, 'organizationId' | 'connection' | 'transport' | 'brain'>,
): MediaRecipes | undefined {
  const { media, connections } = deps;
  const carrier = carrierOf(deps, call);
  if (!media || !carrier || call.transport !== 'media') return undefined;
  const of = (ability: 'speech' | 'transcription' | 'realtime') => {
    const offered = connections.offering?.(call.organizationId, ability);
    return offered && media.recipeOf(offered.provider);
  };
  const recipes = { carrier: media.recipeOf(carrier.provider), speech: of('speech') };
  const ears = call.brain === 'realtime' ? { realtime: of('realtime') } : { transcription: of('transcription') };
  const isWhole = Object.values({ ...recipes, ...ears }).every(recipe => recipe !== undefined);
  return isWhole ? ({ ...recipes, ...ears } as MediaRecipes) : undefined;
}
