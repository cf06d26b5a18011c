import { ButtdialError } from '@buttdial/core';
import { safeEqual } from '@buttdial/core/adapter';
import { hashToken } from '@buttdial/switchboard';
import type { DraftFile } from './draft.ts';
import type { Doorkeeper, SetupPlace } from './shapes.ts';

/** A door that opens to a ticket, once, and to the cookie that it gave. */
export function openDoor(place: Pick<SetupPlace, 'ticket' | 'practice' | 'runtime'>, draft: DraftFile): Doorkeeper {
  let ticketHash = place.ticket === undefined ? undefined : hashToken(place.ticket);
  const opens = place.ticket !== undefined || place.practice !== undefined;
  const admit = () => {
    const secret = Buffer.from(place.runtime.randomBytes(32)).toString('base64url');
    draft.change({ sessionHash: hashToken(secret) });
    return secret;
  };
  return {
    enter(ticket) {
      if (ticketHash === undefined || !safeEqual(hashToken(ticket.trim()), ticketHash))
        throw new ButtdialError('unauthenticated', 'This set-up token does not open the set-up.', {
          field: 'token',
          remedy: 'Use the newest one that the console printed; each opens once. Start the set-up again for another.',
        });
      ticketHash = undefined;
      return admit();
    },
    practise() {
      if (!place.practice) throw new ButtdialError('forbidden', 'This is no walk through.');
      return admit();
    },
    // A server that was started the ordinary way knows only its operator.
    isKnown(secret) {
      const { sessionHash } = draft.read();
      return opens && secret !== undefined && sessionHash !== undefined && safeEqual(hashToken(secret), sessionHash);
    },
  };
}
