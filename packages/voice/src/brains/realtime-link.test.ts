import { type MediaEvent, type RealtimeEvent, telephoneAudio } from '@buttdial/core';
import { describe, expect, it } from 'vitest';
import { modemRealtime } from '../../test/models.ts';
import { virtualRuntime } from '../../test/world.ts';
import { createQueue } from '../queue.ts';
import { createModelLink } from './realtime-link.ts';

const usage = {
  inputTokens: 1,
  outputTokens: 2,
  inputAudioTokens: 1,
  outputAudioTokens: 2,
  cachedInputTokens: 0,
};

async function linked() {
  const runtime = virtualRuntime();
  const model = modemRealtime(runtime);
  const heard: RealtimeEvent[] = [];
  const stale: string[] = [];
  const link = createModelLink({
    runtime,
    realtime: model.realtime,
    request: { instructions: 'Talk.', tools: [], voice: 'v' },
    speaksFirst: true,
    signal: new AbortController().signal,
    onEvent: async event => void heard.push(event),
    onStale: itemId => void stale.push(itemId),
    onLost: () => undefined,
    transcribe: () => undefined,
  });
  link.follow({
    format: telephoneAudio,
    events: createQueue<MediaEvent>(),
    send: () => undefined,
    mark: () => undefined,
    clear: () => undefined,
    close: () => undefined,
  });
  await runtime.advance(1);
  const say = async (itemId: string) => {
    void model.speak(itemId, 'Hm');
    await runtime.advance(100);
  };
  const told = () => heard.flatMap(event => ('itemId' in event ? [event.itemId] : []));
  return { runtime, model, link, heard, stale, say, told };
}

describe('a model that answers before it is its turn', () => {
  it('is heard with its answer to the last words, and not with what came before', async () => {
    const { runtime, model, link, stale, say, told } = await linked();
    model.events.push({ kind: 'speech-started' });
    await say('i1');
    model.events.push({ kind: 'speech-started' });
    await say('i2');
    expect([told(), stale]).toEqual([[], ['i1']]);
    expect(model.truncated).toEqual([{ itemId: 'i1', playedMs: 0 }]);
    link.open();
    await runtime.advance(10);
    expect(new Set(told())).toEqual(new Set(['i2']));
    // It has something to say already.
    expect(model.instructed).toEqual([]);
  });
  it('is asked to begin where it has said nothing', async () => {
    const { model, link } = await linked();
    link.open();
    expect(model.instructed).toEqual(['Begin the conversation now.']);
  });
  it('is not heard with what it answered to the line, and that is counted all the same', async () => {
    const { model, link, heard, stale, say, told } = await linked();
    model.events.push({ kind: 'speech-started' });
    await say('i1');
    model.events.push({ kind: 'turn-ended', usage });
    await say('i2');
    link.open('The line has asked something.');
    expect([told(), stale, model.instructed]).toEqual([[], ['i1', 'i2'], ['The line has asked something.']]);
    expect(heard).toContainEqual({ kind: 'turn-ended', usage });
  });
});
