-- Joining: the one function for a window that was invited and is not in yet. The same transaction gives its role a
-- password of its own in place of the code.
create or replace function foyer_api.join(about jsonb) returns jsonb
language plpgsql security definer set search_path = pg_catalog, foyer, pg_temp as $$
declare
  me foyer.hub_window;
  code foyer.join_code;
  venue foyer.hub;
begin
  perform foyer.require(pg_column_size(about) <= 100000 and length(about->>'name') <= 200, 'who joins');
  select * into venue from foyer.hub h for update;  -- two first windows: one brings the secrets
  select * into me from foyer.hub_window w where w.role = session_user for update;
  select * into code from foyer.join_code c where c.window_id = me.window_id for update;
  if me is null or code is null or code.used_at is not null or code.expires_at <= foyer.now_us() then
    perform foyer.refuse('code');
  end if;
  if me.standing = 'shut_out' then
    perform foyer.refuse('shut_out');
  end if;
  if me.window_id <> about->>'window_id' then
    perform foyer.refuse('another_window');
  end if;
  if (about->>'schema_version')::int <> venue.schema_version then
    perform foyer.refuse(case when (about->>'schema_version')::int < venue.schema_version then 'newer' else 'older' end);
  end if;
  update foyer.join_code c set used_at = foyer.now_us() where c.window_id = me.window_id;
  update foyer.hub_window w
    set name = about->>'name', instance = '', ancestors = '{}',
        standing = case w.standing when 'invited' then 'joined' else w.standing end
    where w.window_id = me.window_id;
  if not exists (select 1 from foyer.venue_secret s) then
    insert into foyer.venue_secret (name, value) select s.key, s.value from jsonb_each_text(about->'secrets') s;
  end if;
  return jsonb_build_object('hub_id', venue.hub_id, 'generation', venue.generation,
    'sent', coalesce((select s.seq from foyer.window_sent s where s.window_id = me.window_id), 0),
    'secrets', (select coalesce(jsonb_object_agg(s.name, s.value), '{}') from foyer.venue_secret s));
end $$;
