CREATE TABLE "kept_bodies" (
	"id" text NOT NULL,
	"organization_id" text NOT NULL,
	"agent_id" text NOT NULL,
	"contact_key" text NOT NULL,
	"channel" text NOT NULL,
	"direction" text NOT NULL,
	"sealed" "bytea" NOT NULL,
	"at" bigint NOT NULL,
	"expires_at" bigint NOT NULL,
	CONSTRAINT "kept_bodies_organization_id_id_pk" PRIMARY KEY("organization_id","id")
);
--> statement-breakpoint
CREATE TABLE "pools" (
	"id" text PRIMARY KEY NOT NULL,
	"organization_id" text NOT NULL,
	"kind" text NOT NULL,
	"address" text NOT NULL,
	"country" text NOT NULL,
	"connection" text NOT NULL,
	"vendor_id" text,
	"sender_id" text,
	"state" text NOT NULL,
	"quality" text,
	"agent_id" text,
	"plan_id" text,
	"monthly_micros" bigint NOT NULL,
	"created_at" bigint NOT NULL,
	"updated_at" bigint NOT NULL
);
--> statement-breakpoint
ALTER TABLE "lines" ADD COLUMN "shared" boolean;--> statement-breakpoint
ALTER TABLE "plans" ADD COLUMN "kind" text DEFAULT 'agent' NOT NULL;--> statement-breakpoint
CREATE INDEX "kept_bodies_contact" ON "kept_bodies" USING btree ("organization_id","contact_key","at");--> statement-breakpoint
CREATE INDEX "kept_bodies_expiry" ON "kept_bodies" USING btree ("expires_at");--> statement-breakpoint
CREATE UNIQUE INDEX "pools_address" ON "pools" USING btree ("kind","address") WHERE state <> 'given';--> statement-breakpoint
CREATE INDEX "pools_organization" ON "pools" USING btree ("organization_id","created_at");--> statement-breakpoint
do $$
declare
  named text;
begin
  foreach named in array array['pools', 'kept_bodies'] loop
    execute format('alter table %I enable row level security', named);
    execute format('alter table %I force row level security', named);
    execute format('create policy tenant on %I using (organization_id = current_setting(''app.organization'', true) or current_setting(''app.organization'', true) = ''*'')', named);
  end loop;
end $$;
