import type { SandboxControl } from '@buttdial/sandbox';
import type { SetupDesk } from '../../setup/shapes.ts';
import type { LiveHub } from './live-hub.ts';
import type { PhoneAudio } from './phone-audio.ts';
import type { Sessions } from './sessions.ts';

/** What the pages of people need besides what every door needs. */
export interface AdminParts {
  readonly sessions: Sessions;
  readonly live: LiveHub;
  /** In the demo: the people of the simulated network. */
  readonly network?: SandboxControl;
  /** In the demo: whom "Open the demo" signs in. */
  readonly demoToken?: string;
  /** The set-up wizard, where there is one. */
  readonly setup?: SetupDesk;
  /** In the demo: sound between browsers and the phones of the network. */
  readonly phoneAudio?: PhoneAudio;
}
