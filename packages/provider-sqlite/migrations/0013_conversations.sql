CREATE TABLE `conversation_mark` (
	`id` integer PRIMARY KEY NOT NULL,
	`position` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `conversations` (
	`contact` text NOT NULL,
	`position` integer NOT NULL,
	PRIMARY KEY(`contact`, `position`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `__new_messages` (
	`position` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`id` text NOT NULL,
	`organization_id` text NOT NULL,
	`agent_id` text NOT NULL,
	`channel` text NOT NULL,
	`purpose` text NOT NULL,
	`from_address` text NOT NULL,
	`to_address` text NOT NULL,
	`contact_key` text NOT NULL,
	`connection` text NOT NULL,
	`state` text NOT NULL,
	`attempt` integer NOT NULL,
	`settled_attempt` integer NOT NULL,
	`vendor_id` text,
	`fault` text,
	`decision` text,
	`asked_micros` integer NOT NULL,
	`reserved_micros` integer NOT NULL,
	`price_micros` integer,
	`currency` text NOT NULL,
	`sealed_body` blob,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	`due_at` integer NOT NULL,
	`admitted_at` integer NOT NULL,
	`attempted_at` integer,
	`lease_owner` text,
	`lease_until` integer,
	`usage_hour` integer,
	`idempotency_key` text,
	`fingerprint` text
);
--> statement-breakpoint
INSERT INTO `__new_messages`("position", "id", "organization_id", "agent_id", "channel", "purpose", "from_address", "to_address", "contact_key", "connection", "state", "attempt", "settled_attempt", "vendor_id", "fault", "decision", "asked_micros", "reserved_micros", "price_micros", "currency", "sealed_body", "created_at", "updated_at", "due_at", "admitted_at", "attempted_at", "lease_owner", "lease_until", "usage_hour", "idempotency_key", "fingerprint") SELECT rowid, "id", "organization_id", "agent_id", "channel", "purpose", "from_address", "to_address", "contact_key", "connection", "state", "attempt", "settled_attempt", "vendor_id", "fault", "decision", "asked_micros", "reserved_micros", "price_micros", "currency", "sealed_body", "created_at", "updated_at", "due_at", "admitted_at", "attempted_at", "lease_owner", "lease_until", "usage_hour", "idempotency_key", "fingerprint" FROM `messages` ORDER BY rowid;--> statement-breakpoint
DROP TABLE `messages`;--> statement-breakpoint
ALTER TABLE `__new_messages` RENAME TO `messages`;--> statement-breakpoint
CREATE UNIQUE INDEX `messages_id_unique` ON `messages` (`id`);--> statement-breakpoint
CREATE INDEX `messages_due` ON `messages` (`due_at`) WHERE state in ('queued', 'deferred');--> statement-breakpoint
CREATE INDEX `messages_uncertain` ON `messages` (`lease_until`) WHERE state in ('sending', 'unknown');--> statement-breakpoint
CREATE INDEX `messages_agent` ON `messages` (`agent_id`,`created_at`);--> statement-breakpoint
CREATE INDEX `messages_organization` ON `messages` (`organization_id`,`created_at`,`id`,`channel`,`agent_id`);--> statement-breakpoint
CREATE INDEX `messages_state` ON `messages` (`organization_id`,`state`,`created_at`,`id`) WHERE state not in ('queued', 'sending');--> statement-breakpoint
CREATE INDEX `messages_calls` ON `messages` (`agent_id`,`contact_key`,`admitted_at`) WHERE channel = 'voice';--> statement-breakpoint
CREATE INDEX `messages_vendor` ON `messages` (`organization_id`,`connection`,`vendor_id`) WHERE vendor_id is not null;--> statement-breakpoint
CREATE UNIQUE INDEX `messages_idempotency` ON `messages` (`agent_id`,`idempotency_key`) WHERE idempotency_key is not null;--> statement-breakpoint
INSERT INTO `conversations` SELECT substr(`contact_key`, 1, 11), `position` FROM `messages` ORDER BY 1, 2;--> statement-breakpoint
INSERT INTO `conversation_mark` SELECT 1, coalesce(max(`position`), 0) FROM `messages`;
