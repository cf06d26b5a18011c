import type { Socket } from '@buttdial/core';
import { acceptSocket, mediaDialects } from '@buttdial/voice/wire';
import { media, talk } from '../fixtures/lines.ts';
import { testMedia, testTalk } from './index.ts';

// The wires that providers take from the voice package, in the dialect that no provider of ours tries yet. That each law
// can fail is shown in laws.test.ts.
const accept = (socket: Socket) => acceptSocket(socket, mediaDialects.signalwire);
testTalk({ ...talk, accept });
testMedia({ ...media, accept });
