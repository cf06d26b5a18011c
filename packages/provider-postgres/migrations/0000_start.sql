CREATE TABLE "admissions" (
	"meter_id" bigint NOT NULL,
	"sequence" bigint NOT NULL,
	"at" bigint NOT NULL,
	CONSTRAINT "admissions_meter_id_sequence_pk" PRIMARY KEY("meter_id","sequence")
);
--> statement-breakpoint
CREATE TABLE "agents" (
	"id" text PRIMARY KEY NOT NULL,
	"organization_id" text NOT NULL,
	"display_name" text NOT NULL,
	"status" text NOT NULL,
	"blocked_channels" jsonb NOT NULL,
	"profile" jsonb NOT NULL,
	"created_at" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "audit" (
	"organization_id" text NOT NULL,
	"sequence" bigint NOT NULL,
	"at" bigint NOT NULL,
	"body" text NOT NULL,
	"previous_hash" text NOT NULL,
	"hash" text NOT NULL,
	CONSTRAINT "audit_organization_id_sequence_pk" PRIMARY KEY("organization_id","sequence")
);
--> statement-breakpoint
CREATE TABLE "consent" (
	"position" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "consent_position_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"id" text NOT NULL,
	"organization_id" text NOT NULL,
	"contact_key" text NOT NULL,
	"channel" text NOT NULL,
	"kind" text NOT NULL,
	"level" text,
	"purposes" jsonb,
	"source" text,
	"notes" text,
	"at" bigint NOT NULL,
	"expires_at" bigint
);
--> statement-breakpoint
CREATE TABLE "contacts" (
	"organization_id" text NOT NULL,
	"contact_key" text NOT NULL,
	"channel" text NOT NULL,
	"last_inbound_at" bigint NOT NULL,
	CONSTRAINT "contacts_organization_id_contact_key_channel_pk" PRIMARY KEY("organization_id","contact_key","channel")
);
--> statement-breakpoint
CREATE TABLE "inbox" (
	"position" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "inbox_position_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"id" text NOT NULL,
	"organization_id" text NOT NULL,
	"agent_id" text NOT NULL,
	"channel" text NOT NULL,
	"from_address" text NOT NULL,
	"to_address" text NOT NULL,
	"contact_key" text NOT NULL,
	"connection" text NOT NULL,
	"vendor_id" text NOT NULL,
	"sealed" "bytea",
	"received_at" bigint NOT NULL,
	"deliveries" bigint NOT NULL,
	"callback_attempt" bigint NOT NULL,
	"callback_due_at" bigint,
	"lease_until" bigint,
	"acknowledged_at" bigint,
	CONSTRAINT "inbox_id_unique" UNIQUE("id")
);
--> statement-breakpoint
CREATE TABLE "lines" (
	"id" text PRIMARY KEY NOT NULL,
	"organization_id" text NOT NULL,
	"agent_id" text NOT NULL,
	"channel" text NOT NULL,
	"address" text NOT NULL,
	"connection" text NOT NULL,
	"status" text NOT NULL,
	"vendor_id" text,
	"created_at" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "messages" (
	"id" text PRIMARY KEY NOT NULL,
	"organization_id" text NOT NULL,
	"agent_id" text NOT NULL,
	"channel" text NOT NULL,
	"purpose" text NOT NULL,
	"from_address" text NOT NULL,
	"to_address" text NOT NULL,
	"contact_key" text NOT NULL,
	"connection" text NOT NULL,
	"state" text NOT NULL,
	"attempt" bigint NOT NULL,
	"settled_attempt" bigint NOT NULL,
	"vendor_id" text,
	"fault" jsonb,
	"decision" jsonb,
	"asked_micros" bigint NOT NULL,
	"reserved_micros" bigint NOT NULL,
	"price_micros" bigint,
	"currency" text NOT NULL,
	"sealed_body" "bytea",
	"created_at" bigint NOT NULL,
	"updated_at" bigint NOT NULL,
	"due_at" bigint NOT NULL,
	"admitted_at" bigint NOT NULL,
	"attempted_at" bigint,
	"lease_owner" text,
	"lease_until" bigint,
	"usage_hour" bigint,
	"idempotency_key" text,
	"fingerprint" text
);
--> statement-breakpoint
CREATE TABLE "meters" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "meters_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"organization_id" text NOT NULL,
	"agent_id" text NOT NULL,
	"sequence" bigint DEFAULT 0 NOT NULL,
	"last_admitted_at" bigint DEFAULT 0 NOT NULL,
	"day" bigint DEFAULT 0 NOT NULL,
	"day_micros" bigint DEFAULT 0 NOT NULL,
	"month" bigint DEFAULT 0 NOT NULL,
	"month_micros" bigint DEFAULT 0 NOT NULL,
	"max_actions_per_minute" bigint,
	"max_actions_per_hour" bigint,
	"max_actions_per_day" bigint,
	"max_actions_per_month" bigint,
	"max_spend_micros_per_day" bigint,
	"max_spend_micros_per_month" bigint,
	"max_calls_per_day_same_number" bigint,
	"audit_sequence" bigint DEFAULT 0 NOT NULL,
	"audit_hash" text DEFAULT '0000000000000000000000000000000000000000000000000000000000000000' NOT NULL
);
--> statement-breakpoint
CREATE TABLE "organizations" (
	"id" text PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"slug" text NOT NULL,
	"mode" text NOT NULL,
	"settings" jsonb NOT NULL,
	"created_at" bigint NOT NULL,
	CONSTRAINT "organizations_slug_unique" UNIQUE("slug")
);
--> statement-breakpoint
CREATE TABLE "tokens" (
	"id" text PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"organization_id" text,
	"agent_id" text,
	"hash" text NOT NULL,
	"label" text NOT NULL,
	"scopes" jsonb NOT NULL,
	"created_at" bigint NOT NULL,
	"expires_at" bigint,
	"last_used_at" bigint,
	"revoked_at" bigint,
	CONSTRAINT "tokens_hash_unique" UNIQUE("hash")
);
--> statement-breakpoint
CREATE TABLE "usage" (
	"organization_id" text NOT NULL,
	"hour" bigint NOT NULL,
	"agent_id" text NOT NULL,
	"channel" text NOT NULL,
	"actions" bigint NOT NULL,
	"micros" bigint NOT NULL,
	CONSTRAINT "usage_organization_id_hour_agent_id_channel_pk" PRIMARY KEY("organization_id","hour","agent_id","channel")
);
--> statement-breakpoint
CREATE INDEX "agents_organization" ON "agents" USING btree ("organization_id");--> statement-breakpoint
CREATE UNIQUE INDEX "consent_id" ON "consent" USING btree ("organization_id","id");--> statement-breakpoint
CREATE INDEX "consent_contact" ON "consent" USING btree ("organization_id","contact_key","at");--> statement-breakpoint
CREATE UNIQUE INDEX "inbox_vendor" ON "inbox" USING btree ("organization_id","connection","vendor_id");--> statement-breakpoint
CREATE INDEX "inbox_waiting" ON "inbox" USING btree ("agent_id","received_at","position") WHERE acknowledged_at is null;--> statement-breakpoint
CREATE INDEX "inbox_callbacks" ON "inbox" USING btree ("callback_due_at") WHERE callback_due_at is not null;--> statement-breakpoint
CREATE UNIQUE INDEX "lines_address" ON "lines" USING btree ("channel","address") WHERE status <> 'released';--> statement-breakpoint
CREATE INDEX "lines_organization" ON "lines" USING btree ("organization_id","agent_id");--> statement-breakpoint
CREATE INDEX "messages_due" ON "messages" USING btree ("due_at") WHERE state in ('queued', 'deferred');--> statement-breakpoint
CREATE INDEX "messages_uncertain" ON "messages" USING btree ("lease_until") WHERE state in ('sending', 'unknown');--> statement-breakpoint
CREATE INDEX "messages_agent" ON "messages" USING btree ("agent_id","created_at");--> statement-breakpoint
CREATE INDEX "messages_organization" ON "messages" USING btree ("organization_id","created_at");--> statement-breakpoint
CREATE INDEX "messages_contact" ON "messages" USING btree ("organization_id","contact_key","attempted_at","channel","purpose") WHERE attempted_at is not null;--> statement-breakpoint
CREATE INDEX "messages_calls" ON "messages" USING btree ("agent_id","contact_key","admitted_at") WHERE channel = 'voice';--> statement-breakpoint
CREATE INDEX "messages_vendor" ON "messages" USING btree ("organization_id","connection","vendor_id") WHERE vendor_id is not null;--> statement-breakpoint
CREATE UNIQUE INDEX "messages_idempotency" ON "messages" USING btree ("agent_id","idempotency_key") WHERE idempotency_key is not null;--> statement-breakpoint
CREATE UNIQUE INDEX "meters_subject" ON "meters" USING btree ("organization_id","agent_id");--> statement-breakpoint
CREATE INDEX "tokens_organization" ON "tokens" USING btree ("organization_id","agent_id");