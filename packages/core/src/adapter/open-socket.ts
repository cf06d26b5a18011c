import type { ClientSocket, Opening } from '../connect.ts';
import { ButtdialError } from '../error.ts';
import type { Runtime } from '../runtime.ts';
import { type Answer, isUnreached } from './request.ts';

/** A socket to a vendor. Gives up the handshake after `timeoutMs`; 15,000 unless told. */
export interface OutgoingSocket extends Opening {
  readonly timeoutMs?: number;
}

/**
 * Opens a WebSocket to a vendor, once. A handshake that the vendor refused is an `answered`, from which `faultOf` reads why.
 * @throws the signal's reason when the caller aborts; ButtdialError `configuration` where the runtime opens no sockets.
 */
export async function openSocket(
  runtime: Pick<Runtime, 'connect' | 'timeout'>,
  { timeoutMs = 15_000, ...opening }: OutgoingSocket,
): Promise<{ readonly outcome: 'open'; readonly socket: ClientSocket } | Answer> {
  opening.signal.throwIfAborted();
  if (!runtime.connect) throw new ButtdialError('configuration', 'This runtime opens no sockets.');
  const handshake = new AbortController();
  const timeout = runtime.timeout(timeoutMs);
  const giveUp = () => handshake.abort(timeout.reason);
  timeout.addEventListener('abort', giveUp, { once: true });
  try {
    const signal = AbortSignal.any([opening.signal, handshake.signal]);
    const opened = await runtime.connect({ ...opening, signal });
    if (opened.outcome === 'open') return opened;
    const { status, headers } = opened.response;
    return { outcome: 'answered', status, headers, text: await opened.response.text() };
  } catch (error) {
    opening.signal.throwIfAborted();
    if (timeout.aborted) return { outcome: 'lost', reason: 'timed-out' };
    return isUnreached(error) ? { outcome: 'unreached' } : { outcome: 'lost', reason: 'connection-lost' };
  } finally {
    timeout.removeEventListener('abort', giveUp);
  }
}
