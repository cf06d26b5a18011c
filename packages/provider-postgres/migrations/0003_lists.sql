CREATE TABLE "list_copies" (
	"copy" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "list_copies_copy_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"list" text NOT NULL,
	"state" text NOT NULL,
	"as_of" bigint NOT NULL,
	"imported_at" bigint NOT NULL,
	"numbers" bigint NOT NULL,
	"source" text NOT NULL,
	"sha256" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "list_numbers" (
	"copy" bigint NOT NULL,
	"number" bigint NOT NULL,
	CONSTRAINT "list_numbers_copy_number_pk" PRIMARY KEY("copy","number")
);
--> statement-breakpoint
-- Most facts are asked for without a number; then no list is looked at.
alter type facts_request add attribute number bigint;
--> statement-breakpoint
create or replace function store_facts(requests jsonb) returns setof jsonb language plpgsql as $$
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
        order by m.attempted_at desc limit 200) a),
    'lists', case when q.number is null then '{}' else (
      select coalesce(jsonb_object_agg(c.list, jsonb_build_object('asOf', c.as_of, 'listed', exists (
        select 1 from list_numbers n where n.copy = c.copy and n.number = q.number))), '{}')
      from list_copies c where c.state = 'current') end);
  end loop;
end $$;
--> statement-breakpoint
-- Erases a contact. What stands against writing to the person stays, bare: it is the suppression list.
create function store_erase(organization text, contact text, now bigint, audit_body text) returns jsonb language plpgsql as $$
declare
  locked meters := store_require(organization);
  m messages;
  n messages;
  started bigint;
  gone bigint;
  answer jsonb;
begin
  for m in select * from messages x where x.organization_id = organization and x.contact_key = contact
      and x.state in ('queued', 'deferred') for update loop
    n := m;
    n.state := 'failed';
    n.reserved_micros := 0;
    n.sealed_body := null;
    n.lease_until := null;
    perform store_change(m, n, now);
    locked := store_spent(locked, m.admitted_at, store_difference(m, n));
  end loop;
  delete from contacts c where c.organization_id = organization and c.contact_key = contact;
  delete from messages x where x.organization_id = organization and x.contact_key = contact and x.lease_until is null;
  get diagnostics gone = row_count;
  answer := jsonb_build_object('messages', gone);
  update messages x set to_address = '' where x.organization_id = organization and x.contact_key = contact;
  get diagnostics gone = row_count;
  answer := answer || jsonb_build_object('underWay', gone);
  delete from inbox i where i.organization_id = organization and i.contact_key = contact;
  get diagnostics gone = row_count;
  answer := answer || jsonb_build_object('inbox', gone);
  select c.position into started from consent c
    where c.organization_id = organization and c.contact_key = contact and c.kind = 'start'
    order by c.at desc, c.position desc limit 1;
  delete from consent c where c.organization_id = organization and c.contact_key = contact
    and (c.kind not in ('stop', 'revoked') or c.source = 'erasure'
      or (c.at, c.position) < (select s.at, s.position from consent s where s.position = started));
  get diagnostics gone = row_count;
  answer := answer || jsonb_build_object('ledger', gone);
  update consent c set source = null, notes = null where c.organization_id = organization and c.contact_key = contact;
  insert into consent (id, organization_id, contact_key, channel, kind, source, at)
    values ('erasure-' || contact || '-' || now, organization, contact, '*', 'stop', 'erasure', now)
    on conflict (organization_id, id) do nothing;
  perform store_save(store_linked(locked, audit_body, now));
  return answer;
end $$;
