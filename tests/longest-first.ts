import { BaseSequencer, type TestSpecification } from 'vitest/node';

/**
 * Files that take more than ten seconds. What begins last ends alone, so the longest begin first. Those that compute stand
 * between those that wait, for processes, carriers or PostgreSQL: together they leave no core idle.
 */
const long = [
  'packages/provider-postgres/contract.test.ts',
  'browser/pages.test.ts',
  'proofs/call-kills.test.ts',
  'browser/calls.test.ts',
  'proofs/calls-elsewhere.test.ts',
  'auth/sign-in.test.ts',
  'browser/sounds.test.ts',
  'auth/browser.test.ts',
  'proofs/provisioning.test.ts',
  'proofs/ringing.test.ts',
  'media/media.test.ts',
  'browser/running.test.ts',
  'proofs/pools.test.ts',
  'browser/setup.test.ts',
  'proofs/sessions.test.ts',
  'proofs/calls-characters.test.ts',
  'browser/transfer.test.ts',
  'browser/story.test.ts',
  'proofs/kills.test.ts',
  'auth/people.test.ts',
  'demo/recognised.test.ts',
  'browser/strangers.test.ts',
  'demo/recording.test.ts',
  'cli/demo.test.ts',
  'http/calls.test.ts',
  'proofs/accounts.test.ts',
  'proofs/calls-under-way.test.ts',
  'proofs/revocation.test.ts',
  'proofs/hostile.test.ts',
  'packages/testing/src/laws.test.ts',
  'packages/voice/src/pipeline/pipeline.test.ts',
  'packages/provider-sqlite/contract.test.ts',
  'packages/mcp/conformance.test.ts',
  'packages/provider-s3/contract.test.ts',
];

const placeOf = ({ moduleId }: TestSpecification): number => {
  const place = long.findIndex(file => moduleId.endsWith(file));
  return place === -1 ? long.length : place;
};

/** The order of Vitest, with the long files in front. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return (await super.sort(files)).sort((one, other) => placeOf(one) - placeOf(other));
  }
}
