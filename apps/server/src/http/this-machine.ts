import type { Context } from 'hono';
import type { HttpEnvironment } from './environment.ts';

/** Somebody at this machine: by the socket and by the name in the address bar, since a name that was bent to point here is a stranger's. */
export function isThisMachine(context: Context<HttpEnvironment>): boolean {
  const socket = (context.env.incoming?.socket.remoteAddress ?? '').replace(/^::ffff:/, '');
  const host = (context.req.header('host') ?? '').replace(/:\d+$/, '');
  const forwarded = context.req.header('x-forwarded-for') ?? context.req.header('forwarded');
  return (
    forwarded === undefined &&
    (socket === '::1' || /^127\./.test(socket)) &&
    /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/.test(host)
  );
}
