import { MissingRequiredClientCapabilityError, type Server, type ServerContext } from '@modelcontextprotocol/server';
import { z } from 'zod';
import type { Context } from './registrar.ts';
import { contextOf, protocolError, type Served, takesTasks } from './sdk2-context.ts';
import { tasksExtension } from './tasks.ts';

const named = z.object({ taskId: z.string().min(1).max(256) });

/** The three methods of the tasks extension. */
export function taskHandlers(serving: Served): Readonly<Record<string, (server: Server) => void>> {
  const { methods } = serving;
  const answer = async <Result>(
    { server, ctx }: { readonly server: Server; readonly ctx: ServerContext },
    run: (context: Context) => Promise<Result>,
  ): Promise<Result> => {
    if (!takesTasks(server, ctx)) throw missing();
    return run(contextOf(server, ctx, serving)).catch(error =>
      Promise.reject(protocolError(error, ctx.mcpReq.method, serving)),
    );
  };
  return {
    'tasks/get': server =>
      server.setRequestHandler('tasks/get', { params: named }, ({ taskId }, ctx) =>
        answer({ server, ctx }, async context => ({ ...(await methods.getTask(taskId, context)) })),
      ),
    'tasks/update': server =>
      server.setRequestHandler('tasks/update', { params: named }, ({ taskId }, ctx) =>
        answer({ server, ctx }, async context => {
          // The SDK takes `inputResponses` out of the params of every request.
          await methods.updateTask(taskId, context.answers, context);
          return {};
        }),
      ),
    'tasks/cancel': server =>
      server.setRequestHandler('tasks/cancel', { params: named }, ({ taskId }, ctx) =>
        answer({ server, ctx }, async context => {
          await methods.cancelTask(taskId, context);
          return {};
        }),
      ),
  };
}

/** What a client is told that has not said that it takes tasks. */
export function missing(): MissingRequiredClientCapabilityError {
  return new MissingRequiredClientCapabilityError(
    { requiredCapabilities: { extensions: { [tasksExtension]: {} } } },
    'Missing required client capability',
  );
}
