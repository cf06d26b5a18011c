CREATE TABLE "phonebook" (
	"organization_id" text NOT NULL,
	"contact_key" text NOT NULL,
	"address" text NOT NULL,
	"channel" text NOT NULL,
	"first_at" bigint NOT NULL,
	"last_at" bigint NOT NULL,
	CONSTRAINT "phonebook_organization_id_contact_key_pk" PRIMARY KEY("organization_id","contact_key")
);
--> statement-breakpoint
CREATE TABLE "traffic" (
	"position" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "traffic_position_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"organization_id" text NOT NULL,
	"at" bigint NOT NULL,
	"direction" text NOT NULL,
	"agent_id" text NOT NULL,
	"channel" text NOT NULL,
	"connection" text,
	"inbox_id" text,
	"attempt" bigint,
	"outcome" text NOT NULL,
	"status" bigint,
	"duration_ms" bigint NOT NULL,
	"messages" bigint NOT NULL,
	"statuses" bigint NOT NULL
);
--> statement-breakpoint
DROP INDEX "messages_organization";--> statement-breakpoint
CREATE INDEX "phonebook_latest" ON "phonebook" USING btree ("organization_id","last_at","contact_key");--> statement-breakpoint
CREATE INDEX "traffic_organization" ON "traffic" USING btree ("organization_id","position");--> statement-breakpoint
CREATE INDEX "traffic_message" ON "traffic" USING btree ("organization_id","inbox_id") WHERE inbox_id is not null;--> statement-breakpoint
CREATE INDEX "audit_target" ON "audit" USING btree ("organization_id",(substring(body from '^[{]"event":"[^"]*","actor":"[^"]*","target":"([^"]*)"')),"sequence");--> statement-breakpoint
CREATE INDEX "audit_remarkable" ON "audit" USING btree ("organization_id","sequence") WHERE substr(body, 1, 18) <> '{"event":"message.' and substr(body, 1, 26) <> '{"event":"webhook.applied"';--> statement-breakpoint
CREATE INDEX "inbox_thread" ON "inbox" USING btree ("organization_id","contact_key","received_at");--> statement-breakpoint
CREATE INDEX "messages_thread" ON "messages" USING btree ("organization_id","contact_key","created_at","id");--> statement-breakpoint
CREATE INDEX "messages_state" ON "messages" USING btree ("organization_id","state","created_at","id") WHERE state not in ('queued', 'sending');--> statement-breakpoint
CREATE INDEX "messages_organization" ON "messages" USING btree ("organization_id","created_at","id","channel","agent_id");--> statement-breakpoint
do $$
declare
  named text;
begin
  foreach named in array array['phonebook', 'traffic'] loop
    execute format('alter table %I enable row level security', named);
    execute format('alter table %I force row level security', named);
    execute format('create policy tenant on %I using (organization_id = current_setting(''app.organization'', true) or current_setting(''app.organization'', true) = ''*'')', named);
  end loop;
end $$;
--> statement-breakpoint
-- Whoever writes a message holds the organization's meter, so two of them never wait for each other here.
create function store_phonebook() returns trigger language plpgsql as $$
begin
  if tg_table_name = 'consent' then
    delete from phonebook where organization_id = new.organization_id and contact_key = new.contact_key;
  elsif tg_table_name = 'messages' then
    insert into phonebook as known (organization_id, contact_key, address, channel, first_at, last_at)
    values (new.organization_id, new.contact_key, new.to_address, new.channel, new.created_at, new.created_at)
    on conflict (organization_id, contact_key) do update
      set address = excluded.address, channel = excluded.channel, last_at = greatest(known.last_at, excluded.last_at);
  else
    insert into phonebook as known (organization_id, contact_key, address, channel, first_at, last_at)
    values (new.organization_id, new.contact_key, new.from_address, new.channel, new.received_at, new.received_at)
    on conflict (organization_id, contact_key) do update
      set address = excluded.address, channel = excluded.channel, last_at = greatest(known.last_at, excluded.last_at);
  end if;
  return null;
end $$;
--> statement-breakpoint
create trigger phonebook_sent after insert on messages for each row execute function store_phonebook();
--> statement-breakpoint
create trigger phonebook_received after insert on inbox for each row execute function store_phonebook();
--> statement-breakpoint
create trigger phonebook_erased after insert on consent for each row when (new.source = 'erasure') execute function store_phonebook();
--> statement-breakpoint
insert into phonebook (organization_id, contact_key, address, channel, first_at, last_at)
select organization_id, contact_key, max(address), max(channel), min(at), max(at) from (
  select organization_id, contact_key, to_address as address, channel, created_at as at from messages where to_address <> ''
  union all select organization_id, contact_key, from_address, channel, received_at from inbox
) heard group by organization_id, contact_key;
--> statement-breakpoint
-- Contacts that nothing else is kept about any more, and old posts.
create function store_sweep(messages_before bigint, traffic_before bigint) returns void language plpgsql as $$
begin
  perform set_config('app.organization', '*', true);
  delete from phonebook p where last_at < messages_before
    and not exists (select 1 from messages m where m.organization_id = p.organization_id and m.contact_key = p.contact_key)
    and not exists (select 1 from inbox i where i.organization_id = p.organization_id and i.contact_key = p.contact_key)
    and not exists (select 1 from consent c where c.organization_id = p.organization_id and c.contact_key = p.contact_key);
  delete from traffic where at < traffic_before;
end $$;
