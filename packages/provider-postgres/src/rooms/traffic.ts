import type { Runtime, TrafficEntry, TrafficRoom } from '@buttdial/core';
import { and, desc, eq, inArray, lt } from 'drizzle-orm';
import type { Access } from '../access.ts';
import { present } from '../rows.ts';
import { traffic } from '../schema-tenants.ts';

const gatherMs = 500;
/** More than this at once are too many to be looked at: the rest of the half second is not kept. */
const most = 2_000;

type Gathered = TrafficEntry & { readonly organizationId: string };

/** Posts are gathered for a moment and written together, so that noting one costs the post nothing. */
export function createTraffic({ within }: Access, runtime: Runtime) {
  const closing = new AbortController();
  let pending: Gathered[] = [];
  let gathering = false;

  async function save(): Promise<void> {
    const entries = pending;
    pending = [];
    if (entries.length > 0) await within('*', tables => tables.insert(traffic).values(entries));
  }

  async function gather(): Promise<void> {
    gathering = true;
    try {
      await runtime.sleep(gatherMs, closing.signal);
      await save();
    } catch (error) {
      if (!closing.signal.aborted)
        runtime.log.warn('store.traffic.failed', { kind: error instanceof Error ? error.name : 'unknown' });
    } finally {
      gathering = false;
    }
  }

  const room: TrafficRoom = {
    note(organizationId, entry) {
      if (pending.length < most) pending.push({ ...entry, organizationId });
      if (!gathering) void gather();
    },
    list: async (organizationId, filter, page) => {
      await save();
      return within(organizationId, async tables => {
        const rows = await tables
          .select()
          .from(traffic)
          .where(
            and(
              eq(traffic.organizationId, organizationId),
              page.before === undefined ? undefined : lt(traffic.position, Number(page.before)),
              filter.direction === undefined ? undefined : eq(traffic.direction, filter.direction),
              filter.agentId === undefined ? undefined : eq(traffic.agentId, filter.agentId),
              filter.inboxId === undefined ? undefined : eq(traffic.inboxId, filter.inboxId),
              filter.outcomes === undefined ? undefined : inArray(traffic.outcome, [...filter.outcomes]),
            ),
          )
          .orderBy(desc(traffic.position))
          .limit(page.limit);
        return rows.map(({ position, organizationId: _owner, ...row }) => present({ id: String(position), ...row }));
      });
    },
  };
  return {
    room,
    close: (): Promise<void> => {
      closing.abort();
      return save();
    },
  };
}
