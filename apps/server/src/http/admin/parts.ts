import type { SandboxControl } from '@buttdial/sandbox';
import type { LiveHub } from './live-hub.ts';
import type { Sessions } from './sessions.ts';

/** What the pages of people need besides what every door needs. */
export interface AdminParts {
  readonly sessions: Sessions;
  readonly live: LiveHub;
  /** In the demo: the people of the simulated network. */
  readonly network?: SandboxControl;
  /** In the demo: whom "Open the demo" signs in. */
  readonly demoToken?: string;
}
