CREATE TABLE `call_events` (
	`organization_id` text NOT NULL,
	`call_id` text NOT NULL,
	`sequence` integer NOT NULL,
	`at` integer NOT NULL,
	`sealed` blob NOT NULL,
	PRIMARY KEY(`call_id`, `sequence`)
);
--> statement-breakpoint
CREATE TABLE `call_tickets` (
	`hash` text PRIMARY KEY NOT NULL,
	`organization_id` text NOT NULL,
	`call_id` text NOT NULL,
	`expires_at` integer NOT NULL,
	`used_at` integer
);
--> statement-breakpoint
CREATE INDEX `call_tickets_expired` ON `call_tickets` (`expires_at`);--> statement-breakpoint
CREATE TABLE `calls` (
	`id` text PRIMARY KEY NOT NULL,
	`organization_id` text NOT NULL,
	`agent_id` text NOT NULL,
	`direction` text NOT NULL,
	`from_address` text NOT NULL,
	`to_address` text NOT NULL,
	`contact_key` text NOT NULL,
	`connection` text NOT NULL,
	`vendor_id` text,
	`state` text NOT NULL,
	`brain` text NOT NULL,
	`transport` text NOT NULL,
	`sealed_plan` blob NOT NULL,
	`ending` text,
	`sealed_outcome` blob,
	`decision` text,
	`max_seconds` integer NOT NULL,
	`talk_ms` integer,
	`disclosure_heard_ms` integer,
	`reserved_micros` integer NOT NULL,
	`price_micros` integer,
	`currency` text NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	`due_at` integer NOT NULL,
	`answered_at` integer,
	`ended_at` integer,
	`reserved_at` integer,
	`lease_owner` text NOT NULL,
	`lease_until` integer NOT NULL,
	`idempotency_key` text,
	`fingerprint` text
);
--> statement-breakpoint
CREATE INDEX `calls_agent` ON `calls` (`agent_id`,`created_at`);--> statement-breakpoint
CREATE INDEX `calls_organization` ON `calls` (`organization_id`,`created_at`);--> statement-breakpoint
CREATE INDEX `calls_contact` ON `calls` (`organization_id`,`contact_key`);--> statement-breakpoint
CREATE INDEX `calls_day` ON `calls` (`agent_id`,`reserved_at`) WHERE reserved_at is not null;--> statement-breakpoint
CREATE INDEX `calls_live` ON `calls` (`organization_id`,`agent_id`) WHERE state <> 'ended';--> statement-breakpoint
CREATE INDEX `calls_lease` ON `calls` (`lease_until`) WHERE state <> 'ended';--> statement-breakpoint
CREATE INDEX `calls_vendor` ON `calls` (`organization_id`,`connection`,`vendor_id`) WHERE vendor_id is not null;--> statement-breakpoint
CREATE UNIQUE INDEX `calls_idempotency` ON `calls` (`agent_id`,`idempotency_key`) WHERE idempotency_key is not null;