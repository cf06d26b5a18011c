CREATE TABLE `phonebook_mark` (
	`id` integer PRIMARY KEY NOT NULL,
	`position` integer NOT NULL,
	`message_id` text NOT NULL
);
--> statement-breakpoint
DROP TRIGGER `phonebook_sent`;
