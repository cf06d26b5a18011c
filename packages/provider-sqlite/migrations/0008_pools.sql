CREATE TABLE `kept_bodies` (
	`id` text NOT NULL,
	`organization_id` text NOT NULL,
	`agent_id` text NOT NULL,
	`contact_key` text NOT NULL,
	`channel` text NOT NULL,
	`direction` text NOT NULL,
	`sealed` blob NOT NULL,
	`at` integer NOT NULL,
	`expires_at` integer NOT NULL,
	PRIMARY KEY(`organization_id`, `id`)
);
--> statement-breakpoint
CREATE INDEX `kept_bodies_contact` ON `kept_bodies` (`organization_id`,`contact_key`,`at`);--> statement-breakpoint
CREATE INDEX `kept_bodies_expiry` ON `kept_bodies` (`expires_at`);--> statement-breakpoint
CREATE TABLE `pools` (
	`id` text PRIMARY KEY NOT NULL,
	`organization_id` text NOT NULL,
	`kind` text NOT NULL,
	`address` text NOT NULL,
	`country` text NOT NULL,
	`connection` text NOT NULL,
	`vendor_id` text,
	`sender_id` text,
	`state` text NOT NULL,
	`quality` text,
	`agent_id` text,
	`plan_id` text,
	`monthly_micros` integer NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `pools_address` ON `pools` (`kind`,`address`) WHERE state <> 'given';--> statement-breakpoint
CREATE INDEX `pools_organization` ON `pools` (`organization_id`,`created_at`);--> statement-breakpoint
ALTER TABLE `lines` ADD `shared` integer;--> statement-breakpoint
ALTER TABLE `plans` ADD `kind` text DEFAULT 'agent' NOT NULL;