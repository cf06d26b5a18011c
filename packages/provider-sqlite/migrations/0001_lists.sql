CREATE TABLE `list_copies` (
	`copy` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`list` text NOT NULL,
	`state` text NOT NULL,
	`as_of` integer NOT NULL,
	`imported_at` integer NOT NULL,
	`numbers` integer NOT NULL,
	`source` text NOT NULL,
	`sha256` text NOT NULL
);
--> statement-breakpoint
CREATE TABLE `list_numbers` (
	`copy` integer NOT NULL,
	`number` integer NOT NULL,
	PRIMARY KEY(`copy`, `number`)
) WITHOUT ROWID;
