CREATE TABLE "ledger" (
	"organization_id" text NOT NULL,
	"hour" bigint NOT NULL,
	"agent_id" text NOT NULL,
	"channel" text NOT NULL,
	"kind" text NOT NULL,
	"count" bigint NOT NULL,
	"reserved_micros" bigint NOT NULL,
	"spent_micros" bigint NOT NULL,
	CONSTRAINT "ledger_organization_id_hour_agent_id_channel_kind_pk" PRIMARY KEY("organization_id","hour","agent_id","channel","kind")
);
--> statement-breakpoint
ALTER TABLE "meters" ADD COLUMN "warned_day" bigint DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "meters" ADD COLUMN "warned_month" bigint DEFAULT 0 NOT NULL;
--> statement-breakpoint
insert into ledger (organization_id, hour, agent_id, channel, kind, count, reserved_micros, spent_micros)
  select organization_id, hour, agent_id, channel, 'settlement', actions, micros, micros from usage;
--> statement-breakpoint
alter table ledger enable row level security;
--> statement-breakpoint
alter table ledger force row level security;
--> statement-breakpoint
create policy tenant on ledger using (organization_id = current_setting('app.organization', true) or current_setting('app.organization', true) = '*');
--> statement-breakpoint
create or replace function store_save(m meters) returns void language plpgsql as $$
begin
  update meters set sequence = m.sequence, last_admitted_at = m.last_admitted_at, day = m.day, day_micros = m.day_micros,
    month = m.month, month_micros = m.month_micros, audit_sequence = m.audit_sequence, audit_hash = m.audit_hash,
    warned_day = m.warned_day, warned_month = m.warned_month
  where id = m.id;
end $$;
--> statement-breakpoint
-- Writes a message back; whatever was done to its price is done to the agent's sums, the roll-up and the books too. The
-- organization's sums are the caller's, who holds its meter.
create or replace function store_change(before messages, after messages, now bigint) returns messages language plpgsql as $$
declare
  difference bigint := store_difference(before, after);
  used bigint := difference;
  first boolean := before.usage_hour is null;
  was_open boolean := before.usage_hour is null and before.state in ('queued', 'deferred', 'sending', 'unknown');
  line text;
begin
  if after.state <> before.state then after.updated_at := now; end if;
  after.lease_owner := null;
  update messages set state = after.state, settled_attempt = after.settled_attempt, vendor_id = after.vendor_id, fault = after.fault,
    decision = after.decision, reserved_micros = after.reserved_micros, price_micros = after.price_micros, due_at = after.due_at, attempted_at = after.attempted_at,
    usage_hour = after.usage_hour, updated_at = after.updated_at, lease_owner = null, lease_until = after.lease_until,
    sealed_body = after.sealed_body
  where id = after.id;
  if difference <> 0 then
    update meters set
      day_micros = day_micros + case when day = before.admitted_at / 86400000 then difference else 0 end,
      month_micros = month_micros + case when month = store_month(before.admitted_at) then difference else 0 end
    where organization_id = before.organization_id and agent_id = before.agent_id;
  end if;
  if first then used := coalesce(after.price_micros, after.reserved_micros); end if;
  if after.usage_hour is not null and (first or difference <> 0) then
    insert into usage as u (organization_id, hour, agent_id, channel, actions, micros)
      values (after.organization_id, after.usage_hour, after.agent_id, after.channel, case when first then 1 else 0 end, used)
      on conflict (organization_id, hour, agent_id, channel)
      do update set actions = u.actions + excluded.actions, micros = u.micros + excluded.micros;
    line := case when was_open then 'settlement' when used <> 0 then 'correction' end;
  elsif was_open and after.state in ('failed', 'refused') then
    line := 'release';
    used := 0;
  end if;
  if line is not null then
    insert into ledger as l (organization_id, hour, agent_id, channel, kind, count, reserved_micros, spent_micros)
      values (after.organization_id, now - now % 3600000, after.agent_id, after.channel, line, 1,
        case when was_open then before.asked_micros else 0 end, used)
      on conflict (organization_id, hour, agent_id, channel, kind)
      do update set count = l.count + 1, reserved_micros = l.reserved_micros + excluded.reserved_micros,
        spent_micros = l.spent_micros + excluded.spent_micros;
  end if;
  return after;
end $$;
--> statement-breakpoint
-- The meter with it written down which budgets have four fifths used; each is told once per day or month.
create function store_warned(m meters) returns meters language plpgsql immutable as $$
begin
  if m.day_micros * 5 >= m.max_spend_micros_per_day * 4 and m.max_spend_micros_per_day > 0 then m.warned_day := m.day; end if;
  if m.month_micros * 5 >= m.max_spend_micros_per_month * 4 and m.max_spend_micros_per_month > 0 then m.warned_month := m.month; end if;
  return m;
end $$;
--> statement-breakpoint
create function store_nearing(before meters, after meters, t bigint) returns jsonb language plpgsql stable as $$
declare
  whole boolean := after.agent_id = '';
  told jsonb := '[]';
begin
  if after.warned_day <> before.warned_day then
    told := told || store_reached(case when whole then 'org_spend_day' else 'daily-spend' end, after.day_micros,
      after.max_spend_micros_per_day, t - t % 86400000 + 86400000);
  end if;
  if after.warned_month <> before.warned_month then
    told := told || store_reached(case when whole then 'org_spend_month' else 'monthly-spend' end, after.month_micros,
      after.max_spend_micros_per_month, store_month_start(t, 1));
  end if;
  return told;
end $$;
--> statement-breakpoint
-- Requests come sorted by organization and agent, which is the order of locks; answers go in the same order.
create or replace function store_admit(requests jsonb) returns setof jsonb language plpgsql as $$
declare
  q admit_request;
  organization meters;
  agent meters;
  was meters;
  known agents;
  answer jsonb;
  nearing jsonb;
  t bigint;
  this_month bigint;
begin
  for q in select * from jsonb_populate_recordset(null::admit_request, requests) loop
    if organization.organization_id is distinct from q.organization_id or agent.agent_id is distinct from q.agent_id then
      perform store_save(agent);
      if organization.organization_id is distinct from q.organization_id then
        perform store_save(organization);
        organization := store_lock(q.organization_id);
      end if;
      select * into agent from meters m
        where m.organization_id = q.organization_id and m.agent_id = q.agent_id and q.agent_id <> '' for update;
      select * into known from agents a where a.id = q.agent_id and a.organization_id = q.organization_id;
    end if;
    answer := case when q.idempotency_key is not null then store_earlier(q) end;
    if answer is null then
      answer := case
        when organization.id is null or known.status is distinct from 'active' then jsonb_build_object('outcome', 'inactive')
        when known.blocked_channels ? q.channel then jsonb_build_object('outcome', 'blocked') end;
    end if;
    if answer is null then
      -- A clock that was set back must not open a window that was closed.
      t := greatest(store_clock(q.at), agent.last_admitted_at, organization.last_admitted_at);
      this_month := case when organization.day = t / 86400000 then organization.month else store_month(t) end;
      answer := coalesce(store_limit(agent, t, this_month, q.reserve_micros), store_called(q, agent, t),
        store_limit(organization, t, this_month, q.reserve_micros));
      answer := case when answer is not null then jsonb_build_object('outcome', 'limited', 'limit', answer) end;
    end if;
    if answer is null then
      answer := store_kept(q, t);
      was := agent;
      agent := store_counted(agent, t, this_month, q.reserve_micros);
      if agent.max_spend_micros_per_day is not null or agent.max_spend_micros_per_month is not null then
        agent := store_warned(agent);
        if agent.warned_day <> was.warned_day or agent.warned_month <> was.warned_month then
          answer := answer || jsonb_build_object('nearing', store_nearing(was, agent, t));
        end if;
      end if;
      was := organization;
      organization := store_linked(store_counted(organization, t, this_month, q.reserve_micros), q.audit_body, q.now);
      if organization.max_spend_micros_per_day is not null or organization.max_spend_micros_per_month is not null then
        organization := store_warned(organization);
        if organization.warned_day <> was.warned_day or organization.warned_month <> was.warned_month then
          nearing := coalesce(answer->'nearing', '[]') || store_nearing(was, organization, t);
          answer := answer || jsonb_build_object('nearing', nearing);
        end if;
      end if;
    end if;
    return next answer;
  end loop;
  perform store_save(agent);
  perform store_save(organization);
end $$;
