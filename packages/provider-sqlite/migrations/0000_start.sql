CREATE TABLE `admissions` (
	`meter_id` integer NOT NULL,
	`sequence` integer NOT NULL,
	`at` integer NOT NULL,
	PRIMARY KEY(`meter_id`, `sequence`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `agents` (
	`id` text PRIMARY KEY NOT NULL,
	`organization_id` text NOT NULL,
	`display_name` text NOT NULL,
	`status` text NOT NULL,
	`blocked_channels` text NOT NULL,
	`profile` text NOT NULL,
	`created_at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `agents_organization` ON `agents` (`organization_id`);--> statement-breakpoint
CREATE TABLE `audit` (
	`organization_id` text NOT NULL,
	`sequence` integer NOT NULL,
	`at` integer NOT NULL,
	`body` text NOT NULL,
	`previous_hash` text NOT NULL,
	`hash` text NOT NULL,
	PRIMARY KEY(`organization_id`, `sequence`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `consent` (
	`position` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`id` text NOT NULL,
	`organization_id` text NOT NULL,
	`contact_key` text NOT NULL,
	`channel` text NOT NULL,
	`kind` text NOT NULL,
	`level` text,
	`purposes` text,
	`source` text,
	`notes` text,
	`at` integer NOT NULL,
	`expires_at` integer
);
--> statement-breakpoint
CREATE UNIQUE INDEX `consent_id` ON `consent` (`organization_id`,`id`);--> statement-breakpoint
CREATE INDEX `consent_contact` ON `consent` (`organization_id`,`contact_key`,`at`);--> statement-breakpoint
CREATE TABLE `contacts` (
	`organization_id` text NOT NULL,
	`contact_key` text NOT NULL,
	`channel` text NOT NULL,
	`last_inbound_at` integer NOT NULL,
	PRIMARY KEY(`organization_id`, `contact_key`, `channel`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `inbox` (
	`position` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`id` text NOT NULL,
	`organization_id` text NOT NULL,
	`agent_id` text NOT NULL,
	`channel` text NOT NULL,
	`from_address` text NOT NULL,
	`to_address` text NOT NULL,
	`contact_key` text NOT NULL,
	`connection` text NOT NULL,
	`vendor_id` text NOT NULL,
	`sealed` blob,
	`received_at` integer NOT NULL,
	`deliveries` integer NOT NULL,
	`callback_attempt` integer NOT NULL,
	`callback_due_at` integer,
	`lease_until` integer,
	`acknowledged_at` integer
);
--> statement-breakpoint
CREATE UNIQUE INDEX `inbox_id_unique` ON `inbox` (`id`);--> statement-breakpoint
CREATE UNIQUE INDEX `inbox_vendor` ON `inbox` (`organization_id`,`connection`,`vendor_id`);--> statement-breakpoint
CREATE INDEX `inbox_waiting` ON `inbox` (`agent_id`,`received_at`,`position`) WHERE acknowledged_at is null;--> statement-breakpoint
CREATE INDEX `inbox_callbacks` ON `inbox` (`callback_due_at`) WHERE callback_due_at is not null;--> statement-breakpoint
CREATE TABLE `lines` (
	`id` text PRIMARY KEY NOT NULL,
	`organization_id` text NOT NULL,
	`agent_id` text NOT NULL,
	`channel` text NOT NULL,
	`address` text NOT NULL,
	`connection` text NOT NULL,
	`status` text NOT NULL,
	`vendor_id` text,
	`created_at` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `lines_address` ON `lines` (`channel`,`address`) WHERE status <> 'released';--> statement-breakpoint
CREATE INDEX `lines_organization` ON `lines` (`organization_id`,`agent_id`);--> statement-breakpoint
CREATE TABLE `messages` (
	`id` text PRIMARY KEY NOT NULL,
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
CREATE INDEX `messages_due` ON `messages` (`due_at`) WHERE state in ('queued', 'deferred');--> statement-breakpoint
CREATE INDEX `messages_uncertain` ON `messages` (`lease_until`) WHERE state in ('sending', 'unknown');--> statement-breakpoint
CREATE INDEX `messages_agent` ON `messages` (`agent_id`,`created_at`);--> statement-breakpoint
CREATE INDEX `messages_organization` ON `messages` (`organization_id`,`created_at`);--> statement-breakpoint
CREATE INDEX `messages_contact` ON `messages` (`organization_id`,`contact_key`,`attempted_at`,`channel`,`purpose`) WHERE attempted_at is not null;--> statement-breakpoint
CREATE INDEX `messages_calls` ON `messages` (`agent_id`,`contact_key`,`admitted_at`) WHERE channel = 'voice';--> statement-breakpoint
CREATE INDEX `messages_vendor` ON `messages` (`organization_id`,`connection`,`vendor_id`) WHERE vendor_id is not null;--> statement-breakpoint
CREATE UNIQUE INDEX `messages_idempotency` ON `messages` (`agent_id`,`idempotency_key`) WHERE idempotency_key is not null;--> statement-breakpoint
CREATE TABLE `meters` (
	`id` integer PRIMARY KEY NOT NULL,
	`organization_id` text NOT NULL,
	`agent_id` text NOT NULL,
	`sequence` integer DEFAULT 0 NOT NULL,
	`last_admitted_at` integer DEFAULT 0 NOT NULL,
	`day` integer DEFAULT 0 NOT NULL,
	`day_micros` integer DEFAULT 0 NOT NULL,
	`month` integer DEFAULT 0 NOT NULL,
	`month_micros` integer DEFAULT 0 NOT NULL,
	`max_actions_per_minute` integer,
	`max_actions_per_hour` integer,
	`max_actions_per_day` integer,
	`max_actions_per_month` integer,
	`max_spend_micros_per_day` integer,
	`max_spend_micros_per_month` integer,
	`max_calls_per_day_same_number` integer,
	`audit_sequence` integer DEFAULT 0 NOT NULL,
	`audit_hash` text DEFAULT '0000000000000000000000000000000000000000000000000000000000000000' NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `meters_subject` ON `meters` (`organization_id`,`agent_id`);--> statement-breakpoint
CREATE TABLE `organizations` (
	`id` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`slug` text NOT NULL,
	`mode` text NOT NULL,
	`settings` text NOT NULL,
	`created_at` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `organizations_slug_unique` ON `organizations` (`slug`);--> statement-breakpoint
CREATE TABLE `tokens` (
	`id` text PRIMARY KEY NOT NULL,
	`kind` text NOT NULL,
	`organization_id` text,
	`agent_id` text,
	`hash` text NOT NULL,
	`label` text NOT NULL,
	`scopes` text NOT NULL,
	`created_at` integer NOT NULL,
	`expires_at` integer,
	`last_used_at` integer,
	`revoked_at` integer
);
--> statement-breakpoint
CREATE UNIQUE INDEX `tokens_hash_unique` ON `tokens` (`hash`);--> statement-breakpoint
CREATE INDEX `tokens_organization` ON `tokens` (`organization_id`,`agent_id`);--> statement-breakpoint
CREATE TABLE `usage` (
	`organization_id` text NOT NULL,
	`hour` integer NOT NULL,
	`agent_id` text NOT NULL,
	`channel` text NOT NULL,
	`actions` integer NOT NULL,
	`micros` integer NOT NULL,
	PRIMARY KEY(`organization_id`, `hour`, `agent_id`, `channel`)
) WITHOUT ROWID;
