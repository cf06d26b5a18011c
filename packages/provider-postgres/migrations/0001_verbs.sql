-- The verbs that must be exact or fast, each one call. Every one locks the organization's meter before it looks at
-- anything: in READ COMMITTED each statement of a function has a snapshot of its own, so what comes after the lock sees
-- what its holder before us committed. Order of locks everywhere: organization, agent, message.
-- Whoever holds the lock works on a copy of the meter and saves it once, however many requests travel together.
-- Times are UTC milliseconds. A null `at` means the database's own clock.

create type admit_request as (
  id text, organization_id text, agent_id text, channel text, purpose text, from_address text, to_address text,
  contact_key text, connection text, sealed_body bytea, reserve_micros bigint, currency text, now bigint, at bigint,
  due_at bigint, idempotency_key text, fingerprint text, owner text, lease_ms bigint, audit_body text
);
--> statement-breakpoint
create type settle_request as (
  organization_id text, message_id text, attempt bigint, now bigint, kind text, vendor_id text, price_micros bigint,
  due_at bigint, fault jsonb, decision jsonb, audit_body text
);
--> statement-breakpoint
create type facts_request as (organization_id text, contact_key text, since bigint);
--> statement-breakpoint
create type inbox_entry as (
  id text, agent_id text, channel text, from_address text, to_address text, contact_key text, vendor_id text, sealed bytea,
  received_at bigint, callback_due_at bigint, consent jsonb
);
--> statement-breakpoint
create type status_report as (ref text, vendor_id text, status text, fault jsonb, price_micros bigint, now bigint);
--> statement-breakpoint
create function store_clock(at bigint) returns bigint language sql volatile as $$
  select coalesce(at, floor(extract(epoch from clock_timestamp()) * 1000)::bigint)
$$;
--> statement-breakpoint
create function store_month(at bigint) returns bigint language sql immutable as $$
  select (extract(year from moment) * 12 + extract(month from moment) - 1)::bigint
  from (select to_timestamp(at / 1000.0) at time zone 'UTC' as moment) as utc
$$;
--> statement-breakpoint
create function store_month_start(at bigint, months int) returns bigint language sql immutable as $$
  select (extract(epoch from date_trunc('month', to_timestamp(at / 1000.0) at time zone 'UTC') + make_interval(months => months)) * 1000)::bigint
$$;
--> statement-breakpoint
-- The organization's meter, locked until the end of the transaction.
create function store_lock(organization text) returns meters language plpgsql as $$
declare
  locked meters;
begin
  perform set_config('app.organization', organization, true);
  select * into locked from meters where organization_id = organization and agent_id = '' for update;
  return locked;
end $$;
--> statement-breakpoint
create function store_require(organization text) returns meters language plpgsql as $$
declare
  locked meters := store_lock(organization);
begin
  if locked.id is null then raise exception 'There is no such organization.' using errcode = 'BD404'; end if;
  return locked;
end $$;
--> statement-breakpoint
create function store_save(m meters) returns void language plpgsql as $$
begin
  update meters set sequence = m.sequence, last_admitted_at = m.last_admitted_at, day = m.day, day_micros = m.day_micros,
    month = m.month, month_micros = m.month_micros, audit_sequence = m.audit_sequence, audit_hash = m.audit_hash
  where id = m.id;
end $$;
--> statement-breakpoint
-- Appends a link to the chain whose tip the meter holds. Answers the meter with its new tip, to be saved.
create function store_linked(m meters, body text, at bigint) returns meters language plpgsql as $$
declare
  previous text := m.audit_hash;
begin
  m.audit_sequence := m.audit_sequence + 1;
  m.audit_hash := encode(sha256(convert_to(previous || E'\n' || m.audit_sequence || E'\n' || body, 'UTF8')), 'hex');
  insert into audit values (m.organization_id, m.audit_sequence, at, body, previous, m.audit_hash);
  return m;
end $$;
--> statement-breakpoint
create function store_audit(organization text, body text, at bigint) returns audit language plpgsql as $$
declare
  tip meters := store_linked(store_require(organization), body, at);
  link audit;
begin
  perform store_save(tip);
  select * into link from audit a where a.organization_id = organization and a.sequence = tip.audit_sequence;
  return link;
end $$;
--> statement-breakpoint
-- The time of the n-th latest admission; null when there are fewer, or when it was purged, which is when it was long ago.
create function store_nth(m meters, n bigint, at bigint) returns bigint language plpgsql stable as $$
begin
  if n is null or m.sequence < n then return null; end if;
  if n <= 0 then return at; end if;
  return (select a.at from admissions a where a.meter_id = m.id and a.sequence = m.sequence - n + 1);
end $$;
--> statement-breakpoint
create function store_reached(kind text, current bigint, max bigint, resets_at bigint) returns jsonb language sql immutable as $$
  select jsonb_build_object('type', kind, 'current', current, 'max', max, 'resetsAt', resets_at)
$$;
--> statement-breakpoint
-- The first cap that one more action of `micros` would pass. A cap of N actions is reached exactly when the N-th latest
-- admission still lies in the window: one look per cap, whatever the history.
create function store_limit(m meters, t bigint, this_month bigint, micros bigint) returns jsonb language plpgsql stable as $$
declare
  whole boolean := m.agent_id = '';
  day_start bigint := t - t % 86400000;
  oldest bigint;
  spent bigint;
begin
  oldest := store_nth(m, m.max_actions_per_minute, t);
  if oldest > t - 60000 then
    return store_reached(case when whole then 'org-per-minute' else 'per-minute' end, m.max_actions_per_minute, m.max_actions_per_minute, oldest + 60000);
  end if;
  oldest := store_nth(m, m.max_actions_per_hour, t);
  if oldest > t - 3600000 then
    return store_reached(case when whole then 'org-per-hour' else 'per-hour' end, m.max_actions_per_hour, m.max_actions_per_hour, oldest + 3600000);
  end if;
  oldest := store_nth(m, m.max_actions_per_day, t);
  if oldest >= day_start then
    return store_reached(case when whole then 'org-per-day' else 'per-day' end, m.max_actions_per_day, m.max_actions_per_day, day_start + 86400000);
  end if;
  oldest := store_nth(m, m.max_actions_per_month, t);
  if oldest >= store_month_start(t, 0) then
    return store_reached(case when whole then 'org-per-month' else 'per-month' end, m.max_actions_per_month, m.max_actions_per_month, store_month_start(t, 1));
  end if;
  spent := micros + case when m.day = t / 86400000 then m.day_micros else 0 end;
  if spent > m.max_spend_micros_per_day then
    return store_reached(case when whole then 'org_spend_day' else 'daily-spend' end, spent, m.max_spend_micros_per_day, day_start + 86400000);
  end if;
  spent := micros + case when m.month = this_month then m.month_micros else 0 end;
  if spent > m.max_spend_micros_per_month then
    return store_reached(case when whole then 'org_spend_month' else 'monthly-spend' end, spent, m.max_spend_micros_per_month, store_month_start(t, 1));
  end if;
  return null;
end $$;
--> statement-breakpoint
-- Writes the admission down and answers the meter with it counted, to be saved.
create function store_counted(m meters, t bigint, this_month bigint, micros bigint) returns meters language plpgsql as $$
declare
  today bigint := t / 86400000;
begin
  insert into admissions (meter_id, sequence, at) values (m.id, m.sequence + 1, t);
  m.day_micros := micros + case when m.day = today then m.day_micros else 0 end;
  m.month_micros := micros + case when m.month = this_month then m.month_micros else 0 end;
  m.sequence := m.sequence + 1;
  m.last_admitted_at := t;
  m.day := today;
  m.month := this_month;
  return m;
end $$;
--> statement-breakpoint
-- Adds to the sums of the day and month of `at`, where these still are the sums kept.
create function store_spent(m meters, at bigint, micros bigint) returns meters language plpgsql stable as $$
begin
  if micros <> 0 then
    if m.day = at / 86400000 then m.day_micros := m.day_micros + micros; end if;
    if m.month = store_month(at) then m.month_micros := m.month_micros + micros; end if;
  end if;
  return m;
end $$;
--> statement-breakpoint
create function store_message(m messages) returns jsonb language plpgsql stable as $$
begin
  m.sealed_body := null;
  return to_jsonb(m);
end $$;
--> statement-breakpoint
-- What the agent asked for before under the same key; null when it did not.
create function store_earlier(q admit_request) returns jsonb language plpgsql stable as $$
declare
  earlier messages;
begin
  select * into earlier from messages m
    where m.agent_id = q.agent_id and m.idempotency_key = q.idempotency_key and m.organization_id = q.organization_id;
  if not found then return null; end if;
  if earlier.fingerprint is distinct from q.fingerprint then return jsonb_build_object('outcome', 'conflict'); end if;
  return jsonb_build_object('outcome', 'duplicate', 'message', store_message(earlier));
end $$;
--> statement-breakpoint
create function store_called(q admit_request, agent meters, t bigint) returns jsonb language plpgsql stable as $$
declare
  today bigint := t - t % 86400000;
  calls bigint;
begin
  if q.channel <> 'voice' or agent.max_calls_per_day_same_number is null then return null; end if;
  select count(*) into calls from messages m
    where m.agent_id = q.agent_id and m.contact_key = q.contact_key and m.admitted_at >= today and m.channel = 'voice';
  if calls < agent.max_calls_per_day_same_number then return null; end if;
  return store_reached('contact-frequency', calls, agent.max_calls_per_day_same_number, today + 86400000);
end $$;
--> statement-breakpoint
-- Keeps the message and answers how it stands.
create function store_kept(q admit_request, t bigint) returns jsonb language plpgsql as $$
declare
  due boolean := q.due_at <= q.now;
  claimed boolean := due and q.owner is not null;
  -- The caller's clock may be ahead of ours; what is due for it is due.
  due_at bigint := case when due then least(q.due_at, t) else q.due_at end;
begin
  insert into messages (id, organization_id, agent_id, channel, purpose, from_address, to_address, contact_key, connection, state,
      attempt, settled_attempt, asked_micros, reserved_micros, currency, sealed_body, created_at, updated_at, due_at, admitted_at,
      lease_owner, lease_until, idempotency_key, fingerprint)
    values (q.id, q.organization_id, q.agent_id, q.channel, q.purpose, q.from_address, q.to_address, q.contact_key, q.connection,
      case when claimed then 'sending' else 'queued' end, case when claimed then 1 else 0 end, 0, q.reserve_micros, q.reserve_micros,
      q.currency, q.sealed_body, q.now, q.now, due_at, t, case when claimed then q.owner end,
      case when claimed then t + q.lease_ms end, q.idempotency_key, q.fingerprint);
  return jsonb_build_object('outcome', 'admitted', 'claimed', claimed, 'dueAt', due_at);
end $$;
--> statement-breakpoint
-- Requests come sorted by organization and agent, which is the order of locks; answers go in the same order.
create function store_admit(requests jsonb) returns setof jsonb language plpgsql as $$
declare
  q admit_request;
  organization meters;
  agent meters;
  known agents;
  answer jsonb;
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
      agent := store_counted(agent, t, this_month, q.reserve_micros);
      organization := store_linked(store_counted(organization, t, this_month, q.reserve_micros), q.audit_body, q.now);
    end if;
    return next answer;
  end loop;
  perform store_save(agent);
  perform store_save(organization);
end $$;
--> statement-breakpoint
create function store_difference(before messages, after messages) returns bigint language sql immutable as $$
  select coalesce(after.price_micros, after.reserved_micros) - coalesce(before.price_micros, before.reserved_micros)
$$;
--> statement-breakpoint
-- Writes a message back; whatever was done to its price is done to the agent's sums and the roll-up too. The
-- organization's sums are the caller's, who holds its meter.
create function store_change(before messages, after messages, now bigint) returns messages language plpgsql as $$
declare
  difference bigint := store_difference(before, after);
  used bigint := difference;
  first boolean := before.usage_hour is null;
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
  if after.usage_hour is not null and (first or difference <> 0) then
    if first then used := coalesce(after.price_micros, after.reserved_micros); end if;
    insert into usage as u (organization_id, hour, agent_id, channel, actions, micros)
      values (after.organization_id, after.usage_hour, after.agent_id, after.channel, case when first then 1 else 0 end, used)
      on conflict (organization_id, hour, agent_id, channel)
      do update set actions = u.actions + excluded.actions, micros = u.micros + excluded.micros;
  end if;
  return after;
end $$;
--> statement-breakpoint
-- The vendor has it: from then on it is never sent again, whatever comes in late.
create function store_accepted(m messages, vendor_id text, price_micros bigint, now bigint) returns messages language plpgsql stable as $$
begin
  -- What was said before it left is over; the allow that it left under stays.
  -- Found out by a report, it left under the allow of the attempt that got lost.
  if m.vendor_id is null and m.decision ->> 'effect' is distinct from 'allow' then m.decision := null; end if;
  m.vendor_id := coalesce(m.vendor_id, store_accepted.vendor_id);
  m.reserved_micros := m.asked_micros;
  m.price_micros := coalesce(store_accepted.price_micros, m.price_micros);
  m.attempted_at := coalesce(m.attempted_at, case m.state when 'sending' then m.updated_at else now end);
  m.usage_hour := coalesce(m.usage_hour, now - now % 3600000);
  m.lease_until := null;
  m.sealed_body := null;
  return m;
end $$;
--> statement-breakpoint
-- What a settlement of the current attempt makes of a message; null when it comes too late to say anything.
create function store_settled(m messages, q settle_request) returns messages language plpgsql stable as $$
declare
  n messages;
begin
  n := m;
  n.settled_attempt := q.attempt;
  n.lease_until := null;
  if m.attempt <> q.attempt then
    return null;
  elsif m.vendor_id is not null then
    -- A status report was faster: all that is left to learn is the price, and that the attempt has ended.
    if m.settled_attempt >= q.attempt then return null; end if;
    n.price_micros := coalesce(m.price_micros, q.price_micros);
    if q.kind = 'sent' then n.decision := coalesce(q.decision, m.decision); end if;
  elsif q.kind = 'sent' then
    -- Proof of acceptance counts even when another courier gave the message up meanwhile.
    n := store_accepted(n, q.vendor_id, q.price_micros, q.now);
    n.state := 'sent';
    -- Found out later, it left under the allow of the attempt that got lost; a denial before that says nothing about it.
    n.decision := coalesce(q.decision, case when m.decision ->> 'effect' = 'allow' then m.decision end);
    n.fault := null;
  elsif m.state <> 'sending' and (m.state <> 'unknown' or m.lease_until is null) then
    -- An unknown one without a lease was given up: nobody is looking into it any more.
    return null;
  elsif q.kind in ('failed', 'refused') then
    n.state := q.kind;
    n.fault := case when q.kind = 'failed' then q.fault else m.fault end;
    n.decision := coalesce(q.decision, m.decision);
    n.attempted_at := null;
    n.reserved_micros := 0;
    n.price_micros := null;
    n.sealed_body := null;
  elsif q.kind = 'retry' then
    n.state := 'queued';
    n.attempted_at := null;
    n.due_at := q.due_at;
    n.fault := coalesce(q.fault, m.fault);
    n.decision := coalesce(q.decision, m.decision);
  elsif q.kind = 'deferred' then
    n.state := 'deferred';
    n.attempted_at := null;
    n.due_at := q.due_at;
    n.decision := q.decision;
  elsif q.due_at is not null then
    n.state := 'unknown';
    n.decision := coalesce(q.decision, m.decision);
    n.attempted_at := coalesce(m.attempted_at, m.updated_at);
    n.due_at := q.due_at;
    n.lease_until := q.due_at;
  else
    -- Given up: it may have gone out, so it stays on the bill and in the roll-up.
    n.state := 'unknown';
    n.decision := coalesce(q.decision, m.decision);
    n.attempted_at := coalesce(m.attempted_at, m.updated_at);
    n.sealed_body := null;
    n.usage_hour := coalesce(m.usage_hour, q.now - q.now % 3600000);
  end if;
  return n;
end $$;
--> statement-breakpoint
-- Settlements come sorted by organization, which is the order of locks; answers go in the same order.
create function store_settle(requests jsonb) returns setof jsonb language plpgsql as $$
declare
  q settle_request;
  organization meters;
  m messages;
  n messages;
begin
  for q in select * from jsonb_populate_recordset(null::settle_request, requests) loop
    if organization.organization_id is distinct from q.organization_id then
      perform store_save(organization);
      organization := store_lock(q.organization_id);
    end if;
    select * into m from messages x where x.id = q.message_id and x.organization_id = q.organization_id for update;
    if m.id is not null then
      n := store_settled(m, q);
      if n.id is not null then
        organization := store_linked(store_spent(organization, m.admitted_at, store_difference(m, n)), q.audit_body, q.now);
        m := store_change(m, n, q.now);
      end if;
    end if;
    return next case when m.id is not null then store_message(m) end;
  end loop;
  perform store_save(organization);
end $$;
--> statement-breakpoint
create function store_cancel(organization text, message text, now bigint, audit_body text) returns boolean language plpgsql as $$
declare
  locked meters := store_lock(organization);
  m messages;
  n messages;
begin
  select * into m from messages where id = message and organization_id = organization for update;
  if not found or m.state not in ('queued', 'deferred') then return false; end if;
  n := m;
  n.state := 'failed';
  n.reserved_micros := 0;
  n.sealed_body := null;
  n.lease_until := null;
  perform store_change(m, n, now);
  locked := store_spent(locked, m.admitted_at, store_difference(m, n));
  perform store_save(store_linked(locked, audit_body, now));
  return true;
end $$;
--> statement-breakpoint
create function store_claim(owner text, now bigint, at bigint, lease_ms bigint, most int) returns setof messages language plpgsql as $$
declare
  t bigint := store_clock(at);
begin
  perform set_config('app.organization', '*', true);
  return query
    with due as (
      select id from messages where state in ('queued', 'deferred') and due_at <= t order by due_at limit most for update skip locked
    )
    update messages m set state = 'sending', attempt = m.attempt + 1, lease_owner = owner,
      lease_until = t + lease_ms, updated_at = now
    from due where m.id = due.id returning m.*;
end $$;
--> statement-breakpoint
create function store_claim_unknown(owner text, now bigint, at bigint, lease_ms bigint, most int) returns setof messages language plpgsql as $$
declare
  t bigint := store_clock(at);
begin
  perform set_config('app.organization', '*', true);
  return query
    with lost as (
      select id from messages where state in ('sending', 'unknown') and lease_until <= t order by lease_until limit most for update skip locked
    )
    update messages m set state = 'unknown', lease_owner = owner, lease_until = t + lease_ms,
      attempted_at = coalesce(m.attempted_at, m.updated_at), updated_at = case m.state when 'sending' then now else m.updated_at end
    from lost where m.id = lost.id returning m.*;
end $$;
--> statement-breakpoint
create function store_facts(requests jsonb) returns setof jsonb language plpgsql as $$
declare
  q facts_request;
begin
  for q in select * from jsonb_populate_recordset(null::facts_request, requests) loop
  perform set_config('app.organization', q.organization_id, true);
  return next jsonb_build_object(
    'ledger', (select coalesce(jsonb_agg(to_jsonb(c) order by c.at, c.position), '[]') from consent c
      where c.organization_id = q.organization_id and c.contact_key = q.contact_key),
    'lastInboundAt', (select coalesce(jsonb_object_agg(c.channel, c.last_inbound_at), '{}') from contacts c
      where c.organization_id = q.organization_id and c.contact_key = q.contact_key),
    'attempts', (select coalesce(jsonb_agg(jsonb_build_object('channel', a.channel, 'purpose', a.purpose, 'at', a.attempted_at) order by a.attempted_at desc), '[]')
      from (select m.channel, m.purpose, m.attempted_at from messages m
        where m.organization_id = q.organization_id and m.contact_key = q.contact_key and m.attempted_at >= q.since
        order by m.attempted_at desc limit 200) a));
  end loop;
end $$;
--> statement-breakpoint
-- True when the line is new.
create function store_consent(organization text, event jsonb) returns boolean language plpgsql as $$
begin
  insert into consent (id, organization_id, contact_key, channel, kind, level, purposes, source, notes, at, expires_at)
    values (event->>'id', organization, event->>'contactKey', event->>'channel', event->>'kind', event->>'level', event->'purposes',
      event->>'source', event->>'notes', (event->>'at')::bigint, (event->>'expiresAt')::bigint)
    on conflict (organization_id, id) do nothing;
  return found;
end $$;
--> statement-breakpoint
create function store_append_consent(organization text, event jsonb, audit_body text) returns void language plpgsql as $$
declare
  locked meters := store_require(organization);
begin
  if store_consent(organization, event) then perform store_save(store_linked(locked, audit_body, (event->>'at')::bigint)); end if;
end $$;
--> statement-breakpoint
-- What a report makes of a message; null when it says nothing new. Only forwards, and for one not yet known to be
-- accepted, wherever the report says.
create function store_reported(m messages, r status_report) returns messages language plpgsql stable as $$
declare
  ranks constant jsonb := '{"sent": 0, "failed": 1, "delivered": 2, "read": 3}';
  reported text := case r.status when 'read' then 'delivered' else r.status end;
  n messages;
begin
  if m.vendor_id is not null and (ranks->m.state)::int >= (ranks->r.status)::int then reported := m.state; end if;
  if m.vendor_id is not null and reported = m.state and (r.price_micros is null or r.price_micros is not distinct from m.price_micros) then
    return null;
  end if;
  n := store_accepted(m, r.vendor_id, r.price_micros, r.now);
  n.state := reported;
  n.fault := case when reported <> 'failed' then null when m.vendor_id is not null and m.fault is not null then m.fault else r.fault end;
  return n;
end $$;
--> statement-breakpoint
create function store_ingest(organization text, name text, batch jsonb) returns jsonb language plpgsql as $$
declare
  locked meters := store_require(organization);
  entry inbox_entry;
  event jsonb;
  r status_report;
  m messages;
  n messages;
  stored text[] := '{}';
  agents text[] := '{}';
  advanced text[] := '{}';
  appended int := 0;
  unmatched int := 0;
begin
  for entry in select * from jsonb_populate_recordset(null::inbox_entry, batch->'messages') loop
    if entry.agent_id = '' or not exists (select 1 from meters x where x.organization_id = organization and x.agent_id = entry.agent_id) then
      raise exception 'There is no such agent in the organization.' using errcode = 'BD404';
    end if;
    insert into inbox (id, organization_id, agent_id, channel, from_address, to_address, contact_key, connection, vendor_id, sealed,
        received_at, deliveries, callback_attempt, callback_due_at)
      values (entry.id, organization, entry.agent_id, entry.channel, entry.from_address, entry.to_address, entry.contact_key, name,
        entry.vendor_id, entry.sealed, entry.received_at, 0, 0, entry.callback_due_at)
      on conflict (organization_id, connection, vendor_id) do nothing;
    continue when not found;
    stored := stored || entry.id;
    agents := agents || entry.agent_id;
    insert into contacts as c (organization_id, contact_key, channel, last_inbound_at)
      values (organization, entry.contact_key, entry.channel, entry.received_at)
      on conflict (organization_id, contact_key, channel)
      do update set last_inbound_at = greatest(c.last_inbound_at, excluded.last_inbound_at);
    if jsonb_typeof(entry.consent) = 'object' then perform store_consent(organization, entry.consent); end if;
  end loop;
  for event in select value from jsonb_array_elements(batch->'consent') loop
    if store_consent(organization, event) then appended := appended + 1; end if;
  end loop;
  for r in select * from jsonb_populate_recordset(null::status_report, batch->'statuses') loop
    select * into m from messages x where x.id = r.ref and x.organization_id = organization and x.connection = name for update;
    if not found then
      select * into m from messages x
        where x.organization_id = organization and x.connection = name and x.vendor_id = r.vendor_id and x.vendor_id is not null
        limit 1 for update;
    end if;
    if not found then
      unmatched := unmatched + 1;
      continue;
    end if;
    n := store_reported(m, r);
    continue when n.id is null;
    if (m.vendor_id is null or n.state <> m.state) and not m.id = any (advanced) then advanced := advanced || m.id; end if;
    locked := store_spent(locked, m.admitted_at, store_difference(m, n));
    perform store_change(m, n, r.now);
  end loop;
  if cardinality(stored) + cardinality(advanced) + appended > 0 and batch->>'auditBody' is not null then
    locked := store_linked(locked, batch->>'auditBody', (batch->>'now')::bigint);
  end if;
  perform store_save(locked);
  return jsonb_build_object('stored', to_jsonb(stored), 'duplicates', jsonb_array_length(batch->'messages') - cardinality(stored),
    'advanced', to_jsonb(advanced), 'unmatched', unmatched, 'agents', to_jsonb(agents));
end $$;
--> statement-breakpoint
-- Whoever hands out an agent's inbox or takes from it does so alone.
create function store_lock_inbox(agent text) returns void language sql as $$
  select pg_advisory_xact_lock(hashtextextended('inbox ' || agent, 0))
$$;
--> statement-breakpoint
create function store_acknowledge(organization text, agent text, ids text[], now bigint) returns bigint language plpgsql as $$
declare
  acknowledged bigint;
begin
  perform set_config('app.organization', organization, true);
  perform store_lock_inbox(agent);
  update inbox set acknowledged_at = now, sealed = null, lease_until = null, callback_due_at = null
    where id = any (ids) and agent_id = agent and organization_id = organization and acknowledged_at is null;
  get diagnostics acknowledged = row_count;
  return acknowledged;
end $$;
--> statement-breakpoint
-- A message waits behind a lent one of its conversation: same agent, channel and sender.
create function store_lease(organization text, agent text, only_channel text, now bigint, at bigint, lease_ms bigint, most int, acknowledge boolean)
returns setof inbox language plpgsql as $$
declare
  t bigint := store_clock(at);
  taken text[];
begin
  perform set_config('app.organization', organization, true);
  perform store_lock_inbox(agent);
  taken := array(
    select w.id from (
      select i.id, i.received_at, i.position,
        coalesce(bool_or(i.lease_until > t) over (partition by i.channel, i.from_address order by i.received_at, i.position), false) as held
      from inbox i where i.agent_id = agent and i.organization_id = organization and i.acknowledged_at is null
        and (only_channel is null or i.channel = only_channel)
    ) w where not w.held order by w.received_at, w.position limit most
  );
  update inbox set lease_until = t + lease_ms, deliveries = deliveries + 1 where id = any (taken);
  return query select i.* from inbox i where i.id = any (taken) order by i.received_at, i.position;
  if acknowledge then perform store_acknowledge(organization, agent, taken, now); end if;
end $$;
--> statement-breakpoint
create function store_claim_callbacks(at bigint, lease_ms bigint, most int) returns setof inbox language plpgsql as $$
declare
  t bigint := store_clock(at);
  candidate record;
  handed int := 0;
begin
  perform set_config('app.organization', '*', true);
  -- One at a time, so that it may wait for one inbox after the other without meeting another one doing the same.
  perform pg_advisory_xact_lock(hashtextextended('callbacks', 0));
  for candidate in
    select i.id, i.agent_id from inbox i
      where i.callback_due_at <= t and i.callback_due_at is not null and (i.lease_until is null or i.lease_until <= t)
      order by i.received_at, i.position
  loop
    exit when handed >= most;
    perform store_lock_inbox(candidate.agent_id);
    return query
      update inbox later set lease_until = t + lease_ms, deliveries = later.deliveries + 1, callback_attempt = later.callback_attempt + 1
      where later.id = candidate.id and later.callback_due_at <= t and (later.lease_until is null or later.lease_until <= t)
        and not exists (
          select 1 from inbox earlier
          where earlier.agent_id = later.agent_id and earlier.acknowledged_at is null and earlier.channel = later.channel
            and earlier.from_address = later.from_address
            and (earlier.received_at, earlier.position) < (later.received_at, later.position)
            and (earlier.callback_due_at is not null or earlier.lease_until > t))
      returning later.*;
    if found then handed := handed + 1; end if;
  end loop;
end $$;
--> statement-breakpoint
-- Answers the agent whose inbox it was about.
create function store_settle_callback(organization text, inbox_id text, now bigint, kind text, due_at bigint) returns text language plpgsql as $$
declare
  agent text;
begin
  perform set_config('app.organization', organization, true);
  select i.agent_id into agent from inbox i where i.id = inbox_id and i.organization_id = organization;
  if not found then return null; end if;
  if kind = 'delivered' then
    perform store_acknowledge(organization, agent, array[inbox_id], now);
  else
    perform store_lock_inbox(agent);
    update inbox set callback_due_at = due_at, lease_until = null
      where id = inbox_id and organization_id = organization and acknowledged_at is null;
  end if;
  return agent;
end $$;
--> statement-breakpoint
-- Admissions of a meter later than `after`, found by halving.
create function store_since(m meters, after bigint) returns bigint language plpgsql stable as $$
declare
  low bigint := 0;
  high bigint := m.sequence;
  middle bigint;
  moment bigint;
begin
  while low < high loop
    middle := (low + high + 1) / 2;
    select a.at into moment from admissions a where a.meter_id = m.id and a.sequence = middle;
    if not found or moment <= after then low := middle; else high := middle - 1; end if;
  end loop;
  return m.sequence - low;
end $$;
--> statement-breakpoint
create function store_use(organization text, agent text, at bigint) returns jsonb language plpgsql as $$
declare
  m meters;
  t bigint := store_clock(at);
begin
  perform set_config('app.organization', organization, true);
  select * into m from meters where organization_id = organization and agent_id = agent;
  return jsonb_build_object(
    'actionsLastMinute', coalesce(store_since(m, t - 60000), 0),
    'actionsLastHour', coalesce(store_since(m, t - 3600000), 0),
    'actionsToday', coalesce(store_since(m, t - t % 86400000 - 1), 0),
    'actionsThisMonth', coalesce(store_since(m, store_month_start(t, 0) - 1), 0),
    'spendTodayMicros', case when m.day = t / 86400000 then m.day_micros else 0 end,
    'spendThisMonthMicros', case when m.month = store_month(t) then m.month_micros else 0 end);
end $$;
--> statement-breakpoint
create function store_find_token(token_hash text) returns setof tokens language plpgsql as $$
begin
  perform set_config('app.organization', '*', true);
  return query select * from tokens where hash = token_hash;
end $$;
--> statement-breakpoint
create function store_find_agent(agent text) returns setof agents language plpgsql as $$
begin
  perform set_config('app.organization', '*', true);
  return query select * from agents where id = agent;
end $$;
--> statement-breakpoint
create function store_find_line(line_channel text, line_address text) returns setof lines language plpgsql as $$
begin
  perform set_config('app.organization', '*', true);
  return query select * from lines where channel = line_channel and address = line_address and status <> 'released';
end $$;
--> statement-breakpoint
create function store_touch(ids text[], moments bigint[]) returns void language plpgsql as $$
begin
  perform set_config('app.organization', '*', true);
  update tokens set last_used_at = greatest(coalesce(last_used_at, 0), touched.at)
    from unnest(ids, moments) as touched (id, at) where tokens.id = touched.id;
end $$;
--> statement-breakpoint
create function store_depth(at bigint) returns jsonb language plpgsql as $$
begin
  perform set_config('app.organization', '*', true);
  return jsonb_build_object(
    'outboxDue', (select count(*) from messages where state in ('queued', 'deferred') and due_at <= at),
    'outboxUnknown', (select count(*) from messages where state in ('sending', 'unknown') and state = 'unknown' and lease_until is not null),
    'inboxWaiting', (select count(*) from inbox where acknowledged_at is null),
    'callbacksDue', (select count(*) from inbox where callback_due_at is not null and callback_due_at <= at));
end $$;
--> statement-breakpoint
-- The admission log is kept for as long as a window can look back: this month and the last hour.
create function store_purge(inbox_before bigint, messages_before bigint, at bigint) returns bigint language plpgsql as $$
declare
  t bigint := store_clock(at);
  gone bigint;
  total bigint := 0;
begin
  perform set_config('app.organization', '*', true);
  delete from inbox where acknowledged_at < inbox_before;
  get diagnostics gone = row_count;
  total := total + gone;
  delete from messages where updated_at < messages_before and lease_until is null
    and state in ('sent', 'delivered', 'failed', 'refused', 'unknown');
  get diagnostics gone = row_count;
  total := total + gone;
  delete from admissions a where a.at < least(messages_before, store_month_start(t, 0), t - 3600000);
  get diagnostics gone = row_count;
  return total + gone;
end $$;
