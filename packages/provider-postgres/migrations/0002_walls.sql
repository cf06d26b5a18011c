-- The tenant wall, kept by the database for every role that cannot bypass it. Each transaction says whose rows it may
-- touch; one that says nothing sees nothing. '*' is said only where the organization is not known yet (a token, an
-- address), and by couriers, who work for all.
alter table meters set (fillfactor = 50);
--> statement-breakpoint
do $$
declare
  named text;
  rule constant text := $rule$ %1$I = current_setting('app.organization', true) or current_setting('app.organization', true) = '*' $rule$;
begin
  foreach named in array array['agents', 'lines', 'tokens', 'meters', 'messages', 'inbox', 'contacts', 'consent', 'usage', 'audit', 'organizations'] loop
    execute format('alter table %I enable row level security', named);
    execute format('alter table %I force row level security', named);
    execute format('create policy tenant on %I using (' || format(rule, case named when 'organizations' then 'id' else 'organization_id' end) || ')', named);
  end loop;
end $$;
