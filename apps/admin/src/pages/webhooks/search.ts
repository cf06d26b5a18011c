/** How a post can end. */
export const postOutcomes = [
  'applied',
  'replayed',
  'ignored',
  'forged',
  'unreadable',
  'unknown-address',
  'delivered',
  'failed',
  'exhausted',
] as const;
