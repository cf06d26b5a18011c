CREATE TABLE "codes" (
	"id" text PRIMARY KEY NOT NULL,
	"organization_id" text NOT NULL,
	"agent_id" text NOT NULL,
	"contact_key" text NOT NULL,
	"hash" text NOT NULL,
	"created_at" bigint NOT NULL,
	"expires_at" bigint NOT NULL,
	"tries_left" bigint NOT NULL,
	"ended_at" bigint
);
--> statement-breakpoint
CREATE TABLE "credentials" (
	"organization_id" text NOT NULL,
	"connection" text NOT NULL,
	"version" bigint NOT NULL,
	"key_id" text NOT NULL,
	"sealed" jsonb NOT NULL,
	"updated_at" bigint NOT NULL,
	CONSTRAINT "credentials_organization_id_connection_pk" PRIMARY KEY("organization_id","connection")
);
--> statement-breakpoint
CREATE TABLE "data_keys" (
	"id" text PRIMARY KEY NOT NULL,
	"organization_id" text NOT NULL,
	"root_key_id" text NOT NULL,
	"wrapped" "bytea" NOT NULL,
	"created_at" bigint NOT NULL,
	"retired_at" bigint
);
--> statement-breakpoint
CREATE INDEX "codes_contact" ON "codes" USING btree ("organization_id","contact_key","created_at");--> statement-breakpoint
CREATE INDEX "data_keys_organization" ON "data_keys" USING btree ("organization_id");
--> statement-breakpoint
do $$
declare
  named text;
begin
  foreach named in array array['data_keys', 'credentials', 'codes'] loop
    execute format('alter table %I enable row level security', named);
    execute format('alter table %I force row level security', named);
    execute format('create policy tenant on %I using (organization_id = current_setting(''app.organization'', true) or current_setting(''app.organization'', true) = ''*'')', named);
  end loop;
end $$;
