CREATE TABLE `phonebook` (
	`organization_id` text NOT NULL,
	`contact_key` text NOT NULL,
	`address` text NOT NULL,
	`channel` text NOT NULL,
	`first_at` integer NOT NULL,
	`last_at` integer NOT NULL,
	PRIMARY KEY(`organization_id`, `contact_key`)
);
--> statement-breakpoint
CREATE INDEX `phonebook_latest` ON `phonebook` (`organization_id`,`last_at`,`contact_key`);--> statement-breakpoint
CREATE TABLE `traffic` (
	`position` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`organization_id` text NOT NULL,
	`at` integer NOT NULL,
	`direction` text NOT NULL,
	`agent_id` text NOT NULL,
	`channel` text NOT NULL,
	`connection` text,
	`inbox_id` text,
	`attempt` integer,
	`outcome` text NOT NULL,
	`status` integer,
	`duration_ms` integer NOT NULL,
	`messages` integer NOT NULL,
	`statuses` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `traffic_organization` ON `traffic` (`organization_id`,`position`);--> statement-breakpoint
CREATE INDEX `traffic_message` ON `traffic` (`organization_id`,`inbox_id`) WHERE inbox_id is not null;--> statement-breakpoint
DROP INDEX `messages_organization`;--> statement-breakpoint
CREATE INDEX `messages_thread` ON `messages` (`organization_id`,`contact_key`,`created_at`,`id`);--> statement-breakpoint
CREATE INDEX `messages_state` ON `messages` (`organization_id`,`state`,`created_at`,`id`) WHERE state not in ('queued', 'sending');--> statement-breakpoint
CREATE INDEX `messages_organization` ON `messages` (`organization_id`,`created_at`,`id`,`channel`,`agent_id`);--> statement-breakpoint
CREATE INDEX `audit_target` ON `audit` (`organization_id`,(case when json_valid(body) then body ->> '$.target' end),`sequence`);--> statement-breakpoint
CREATE INDEX `audit_remarkable` ON `audit` (`organization_id`,`sequence`) WHERE substr(body, 1, 18) <> '{"event":"message.' and substr(body, 1, 26) <> '{"event":"webhook.applied"';--> statement-breakpoint
CREATE INDEX `inbox_thread` ON `inbox` (`organization_id`,`contact_key`,`received_at`);--> statement-breakpoint
create trigger phonebook_sent after insert on messages begin
  insert into phonebook (organization_id, contact_key, address, channel, first_at, last_at)
  values (new.organization_id, new.contact_key, new.to_address, new.channel, new.created_at, new.created_at)
  on conflict do update set address = excluded.address, channel = excluded.channel, last_at = max(last_at, excluded.last_at);
end;
--> statement-breakpoint
create trigger phonebook_received after insert on inbox begin
  insert into phonebook (organization_id, contact_key, address, channel, first_at, last_at)
  values (new.organization_id, new.contact_key, new.from_address, new.channel, new.received_at, new.received_at)
  on conflict do update set address = excluded.address, channel = excluded.channel, last_at = max(last_at, excluded.last_at);
end;
--> statement-breakpoint
create trigger phonebook_erased after insert on consent when new.source = 'erasure' begin
  delete from phonebook where organization_id = new.organization_id and contact_key = new.contact_key;
end;
--> statement-breakpoint
insert into phonebook (organization_id, contact_key, address, channel, first_at, last_at)
select organization_id, contact_key, address, channel, min(at), max(at) from (
  select organization_id, contact_key, to_address as address, channel, created_at as at from messages where to_address <> ''
  union all select organization_id, contact_key, from_address, channel, received_at from inbox
) group by organization_id, contact_key;
