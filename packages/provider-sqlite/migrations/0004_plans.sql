CREATE TABLE `plans` (
	`id` text PRIMARY KEY NOT NULL,
	`organization_id` text NOT NULL,
	`agent_id` text NOT NULL,
	`making` integer NOT NULL,
	`rentals` text NOT NULL,
	`created_at` integer NOT NULL,
	`lease_until` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `plans_agent` ON `plans` (`agent_id`);--> statement-breakpoint
CREATE INDEX `plans_lease` ON `plans` (`lease_until`);