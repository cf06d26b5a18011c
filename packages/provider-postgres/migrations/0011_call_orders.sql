CREATE TABLE "call_orders" (
	"organization_id" text NOT NULL,
	"call_id" text NOT NULL,
	"sequence" bigint NOT NULL,
	"key" text NOT NULL,
	"state" text NOT NULL,
	"sealed" "bytea",
	"sealed_answer" "bytea",
	"taken_by" text,
	"updated_at" bigint NOT NULL,
	CONSTRAINT "call_orders_call_id_sequence_pk" PRIMARY KEY("call_id","sequence")
);
--> statement-breakpoint
CREATE TABLE "call_waiters" (
	"organization_id" text NOT NULL,
	"agent_id" text NOT NULL,
	"until" bigint NOT NULL,
	CONSTRAINT "call_waiters_organization_id_agent_id_pk" PRIMARY KEY("organization_id","agent_id")
);
--> statement-breakpoint
CREATE UNIQUE INDEX "call_orders_key" ON "call_orders" USING btree ("call_id","key");--> statement-breakpoint
CREATE INDEX "call_orders_updated" ON "call_orders" USING btree ("updated_at");--> statement-breakpoint
CREATE INDEX "call_orders_waiting" ON "call_orders" USING btree ("call_id") WHERE state = 'waiting';--> statement-breakpoint
do $$
declare
  named text;
begin
  foreach named in array array['call_orders', 'call_waiters'] loop
    execute format('alter table %I enable row level security', named);
    execute format('alter table %I force row level security', named);
    execute format('create policy tenant on %I using (organization_id = current_setting(''app.organization'', true) or current_setting(''app.organization'', true) = ''*'')', named);
  end loop;
end $$;
