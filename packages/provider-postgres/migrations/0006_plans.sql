CREATE TABLE "plans" (
	"id" text PRIMARY KEY NOT NULL,
	"organization_id" text NOT NULL,
	"agent_id" text NOT NULL,
	"making" boolean NOT NULL,
	"rentals" jsonb NOT NULL,
	"created_at" bigint NOT NULL,
	"lease_until" bigint NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX "plans_agent" ON "plans" USING btree ("agent_id");--> statement-breakpoint
CREATE INDEX "plans_lease" ON "plans" USING btree ("lease_until");
--> statement-breakpoint
alter table plans enable row level security;
--> statement-breakpoint
alter table plans force row level security;
--> statement-breakpoint
create policy tenant on plans using (organization_id = current_setting('app.organization', true) or current_setting('app.organization', true) = '*');
