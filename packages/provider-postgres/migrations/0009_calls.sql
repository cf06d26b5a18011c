CREATE TABLE "call_events" (
	"organization_id" text NOT NULL,
	"call_id" text NOT NULL,
	"sequence" bigint NOT NULL,
	"at" bigint NOT NULL,
	"sealed" "bytea" NOT NULL,
	CONSTRAINT "call_events_call_id_sequence_pk" PRIMARY KEY("call_id","sequence")
);
--> statement-breakpoint
CREATE TABLE "call_tickets" (
	"hash" text PRIMARY KEY NOT NULL,
	"organization_id" text NOT NULL,
	"call_id" text NOT NULL,
	"expires_at" bigint NOT NULL,
	"used_at" bigint
);
--> statement-breakpoint
CREATE TABLE "calls" (
	"id" text PRIMARY KEY NOT NULL,
	"organization_id" text NOT NULL,
	"agent_id" text NOT NULL,
	"direction" text NOT NULL,
	"from_address" text NOT NULL,
	"to_address" text NOT NULL,
	"contact_key" text NOT NULL,
	"connection" text NOT NULL,
	"vendor_id" text,
	"state" text NOT NULL,
	"brain" text NOT NULL,
	"transport" text NOT NULL,
	"sealed_plan" "bytea" NOT NULL,
	"ending" jsonb,
	"sealed_outcome" "bytea",
	"decision" jsonb,
	"max_seconds" bigint NOT NULL,
	"talk_ms" bigint,
	"disclosure_heard_ms" bigint,
	"reserved_micros" bigint NOT NULL,
	"price_micros" bigint,
	"currency" text NOT NULL,
	"created_at" bigint NOT NULL,
	"updated_at" bigint NOT NULL,
	"due_at" bigint NOT NULL,
	"answered_at" bigint,
	"ended_at" bigint,
	"reserved_at" bigint,
	"lease_owner" text NOT NULL,
	"lease_until" bigint NOT NULL,
	"idempotency_key" text,
	"fingerprint" text
);
--> statement-breakpoint
CREATE INDEX "call_tickets_expired" ON "call_tickets" USING btree ("expires_at");--> statement-breakpoint
CREATE INDEX "calls_agent" ON "calls" USING btree ("agent_id","created_at");--> statement-breakpoint
CREATE INDEX "calls_organization" ON "calls" USING btree ("organization_id","created_at");--> statement-breakpoint
CREATE INDEX "calls_contact" ON "calls" USING btree ("organization_id","contact_key");--> statement-breakpoint
CREATE INDEX "calls_day" ON "calls" USING btree ("agent_id","reserved_at") WHERE reserved_at is not null;--> statement-breakpoint
CREATE INDEX "calls_live" ON "calls" USING btree ("organization_id","agent_id") WHERE state <> 'ended';--> statement-breakpoint
CREATE INDEX "calls_lease" ON "calls" USING btree ("lease_until") WHERE state <> 'ended';--> statement-breakpoint
CREATE INDEX "calls_vendor" ON "calls" USING btree ("organization_id","connection","vendor_id") WHERE vendor_id is not null;--> statement-breakpoint
CREATE UNIQUE INDEX "calls_idempotency" ON "calls" USING btree ("agent_id","idempotency_key") WHERE idempotency_key is not null;--> statement-breakpoint
do $$
declare
  named text;
begin
  foreach named in array array['calls', 'call_events', 'call_tickets'] loop
    execute format('alter table %I enable row level security', named);
    execute format('alter table %I force row level security', named);
    execute format('create policy tenant on %I using (organization_id = current_setting(''app.organization'', true) or current_setting(''app.organization'', true) = ''*'')', named);
  end loop;
end $$;
