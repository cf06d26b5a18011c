-- What a courier has in hand may count in a moment: the judge is told of it.
create or replace function store_facts(requests jsonb) returns setof jsonb language plpgsql as $$
declare
  q facts_request;
begin
  for q in select * from jsonb_populate_recordset(null::facts_request, requests) loop
  perform set_config('app.organization', q.organization_id, true);
  return next jsonb_build_object(
    'ledger', (select coalesce(jsonb_agg(to_jsonb(c) order by c.at, c.position), '[]') from consent c
      where c.organization_id = q.organization_id and c.contact_key = q.contact_key),
    'lastInboundAt', (select coalesce(jsonb_object_agg(c.channel, c.last_inbound_at), '{}') from contacts c
      where c.organization_id = q.organization_id and c.contact_key = q.contact_key),
    'attempts', (select coalesce(jsonb_agg(jsonb_build_object('channel', a.channel, 'purpose', a.purpose, 'at', a.attempted_at) order by a.attempted_at desc), '[]')
      from (select m.channel, m.purpose, m.attempted_at from messages m
        where m.organization_id = q.organization_id and m.contact_key = q.contact_key and m.attempted_at >= q.since
        order by m.attempted_at desc limit 200) a),
    'underWay', (select coalesce(jsonb_agg(jsonb_build_object('channel', u.channel, 'purpose', u.purpose, 'at', u.updated_at, 'messageId', u.id)
        order by u.updated_at desc), '[]')
      from (select m.channel, m.purpose, m.updated_at, m.id from messages m
        where m.organization_id = q.organization_id and m.contact_key = q.contact_key
          and m.state in ('sending', 'unknown') and m.state = 'sending' and m.attempted_at is null
        order by m.updated_at desc limit 200) u),
    'lists', case when q.number is null then '{}' else (
      select coalesce(jsonb_object_agg(c.list, jsonb_build_object('asOf', c.as_of, 'listed', exists (
        select 1 from list_numbers n where n.copy = c.copy and n.number = q.number))), '{}')
      from list_copies c where c.state = 'current') end);
  end loop;
end $$;
