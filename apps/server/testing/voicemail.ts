import type { Installation } from './installation.ts';

const numbers: Readonly<Record<string, string>> = {
  'test-agent-001': '+12125550101',
  'test-agent-002': '+12125550102',
};
const longestMs = 60_000;

/**
 * Somebody calls an agent whose machine answers, and leaves a message.
 * @returns the id of the call, once it is over and its sound is kept.
 */
export async function leaveMessage(
  house: Installation,
  { from, to }: { readonly from: string; readonly to: string },
): Promise<string> {
  const asOrganization = { token: house.tokens.organization };
  const newest = async () => {
    const { json } = await house.api('GET', `/calls?agentId=${to}&limit=1`, asOrganization);
    return (json.calls as readonly { readonly id: string; readonly state: string }[])[0];
  };
  const before = await newest();
  await house.api('POST', '/answer-rules', { ...asOrganization, body: { agentId: to, answer: 'machine' } });
  const lines = ['Hello?', 'This is Ada, the roof leaks.', 'No, that is all.', 'Bye.'];
  const character = { kind: 'human' as const, lines, speaksFirst: false };
  house.demo.network.control.callFromPhone({ from, to: numbers[to] ?? '', character });
  for (const giveUp = Date.now() + longestMs; Date.now() < giveUp; ) {
    await new Promise(resolve => setTimeout(resolve, 200));
    const call = await newest();
    if (call === undefined || call.id === before?.id || call.state !== 'ended') continue;
    const { json } = await house.api('GET', `/calls/${call.id}`, asOrganization);
    if ((json.recordings as unknown[]).length > 0) return call.id;
  }
  throw new Error('Nobody left a message within a minute.');
}
