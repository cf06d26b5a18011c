CREATE TABLE `codes` (
	`id` text PRIMARY KEY NOT NULL,
	`organization_id` text NOT NULL,
	`agent_id` text NOT NULL,
	`contact_key` text NOT NULL,
	`hash` text NOT NULL,
	`created_at` integer NOT NULL,
	`expires_at` integer NOT NULL,
	`tries_left` integer NOT NULL,
	`ended_at` integer
);
--> statement-breakpoint
CREATE INDEX `codes_contact` ON `codes` (`organization_id`,`contact_key`,`created_at`);--> statement-breakpoint
CREATE TABLE `credentials` (
	`organization_id` text NOT NULL,
	`connection` text NOT NULL,
	`version` integer NOT NULL,
	`key_id` text NOT NULL,
	`sealed` text NOT NULL,
	`updated_at` integer NOT NULL,
	PRIMARY KEY(`organization_id`, `connection`)
);
--> statement-breakpoint
CREATE TABLE `data_keys` (
	`id` text PRIMARY KEY NOT NULL,
	`organization_id` text NOT NULL,
	`root_key_id` text NOT NULL,
	`wrapped` blob NOT NULL,
	`created_at` integer NOT NULL,
	`retired_at` integer
);
--> statement-breakpoint
CREATE INDEX `data_keys_organization` ON `data_keys` (`organization_id`);