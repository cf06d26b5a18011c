import { testDefinition, testLanguage, testVendorContract, vendorContract } from '@buttdial/testing';
import anthropic from './src/index.ts';
import { anthropicWorld, apiKey, type WorldOptions } from './test/worlds.ts';

const vendor = await vendorContract('anthropic', process.env);
const said = 'Certainly, a table for two. What name may I write down?';
const tool = { name: 'take_note', arguments: { text: 'A table for two, "by the window".' } };
const wrongKey = 'sk-ant-wrong-canary-key';

const world =
  (options: WorldOptions = {}) =>
  async (log: NonNullable<WorldOptions['log']>) =>
    anthropicWorld({ ...options, log, vendor });

testDefinition(anthropic, { config: { apiKey: 'sk-ant-test' } });

testLanguage({
  said,
  tool,
  secrets: [apiKey, wrongKey],
  scenarios: {
    talks: world({ replies: [{ text: said }] }),
    'calls-tools': world({ replies: [{ tools: [tool] }, { text: said }] }),
    'cut-short': world({ replies: [{ text: said, ends: 'length' }] }),
    refused: world({ replies: [{ text: '', ends: 'refused' }] }),
    'bad-credentials': world({ config: { apiKey: wrongKey } }),
    'rate-limited': world({ fault: { kind: 'rate-limited', retryAfterSeconds: 7 } }),
    unavailable: world({ fault: { kind: 'failing', status: 529 } }),
    'broken-off': world({ replies: [{ text: said, cutAfterWords: 4 }] }),
  },
});

testVendorContract(vendor);
