CREATE TABLE `call_orders` (
	`organization_id` text NOT NULL,
	`call_id` text NOT NULL,
	`sequence` integer NOT NULL,
	`key` text NOT NULL,
	`state` text NOT NULL,
	`sealed` blob,
	`sealed_answer` blob,
	`taken_by` text,
	`updated_at` integer NOT NULL,
	PRIMARY KEY(`call_id`, `sequence`)
);
--> statement-breakpoint
CREATE UNIQUE INDEX `call_orders_key` ON `call_orders` (`call_id`,`key`);--> statement-breakpoint
CREATE INDEX `call_orders_updated` ON `call_orders` (`updated_at`);--> statement-breakpoint
CREATE INDEX `call_orders_waiting` ON `call_orders` (`call_id`) WHERE state = 'waiting';--> statement-breakpoint
CREATE TABLE `call_waiters` (
	`organization_id` text NOT NULL,
	`agent_id` text NOT NULL,
	`until` integer NOT NULL,
	PRIMARY KEY(`organization_id`, `agent_id`)
);
