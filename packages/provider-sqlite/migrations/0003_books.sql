CREATE TABLE `ledger` (
	`organization_id` text NOT NULL,
	`hour` integer NOT NULL,
	`agent_id` text NOT NULL,
	`channel` text NOT NULL,
	`kind` text NOT NULL,
	`count` integer NOT NULL,
	`reserved_micros` integer NOT NULL,
	`spent_micros` integer NOT NULL,
	PRIMARY KEY(`organization_id`, `hour`, `agent_id`, `channel`, `kind`)
);
--> statement-breakpoint
ALTER TABLE `meters` ADD `warned_day` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `meters` ADD `warned_month` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
INSERT INTO `ledger` SELECT `organization_id`, `hour`, `agent_id`, `channel`, 'settlement', `actions`, `micros`, `micros` FROM `usage`;
