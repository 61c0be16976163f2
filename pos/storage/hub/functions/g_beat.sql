-- The sums that grow when there is something new for a window: parcels of others, words about rights. A restored hub's
-- rights are above all that were said before.
create or replace function foyer.new_for(me text, generation bigint, out parcels bigint, out rights bigint)
language sql stable as $$
  select (select coalesce(sum(s.seq), 0) from foyer.window_sent s where s.window_id <> me)::bigint,
    (generation * 4294967296
      + (select coalesce(sum(p.version - foyer.generation_floor(p.version)), 0) from foyer.performance_offered p))::bigint
$$;

-- The same for a window where somebody looks at a house, a few times a second: so it writes nothing.
create or replace function foyer_api.news(started text default '') returns jsonb
language plpgsql security definer set search_path = pg_catalog, foyer, pg_temp set plan_cache_mode = force_generic_plan as $$
declare
  me foyer.hub_window := foyer.caller_since(started);
  generation bigint;
begin
  perform foyer.notice_server();
  select h.generation into generation from foyer.hub h;
  return (select jsonb_build_object('generation', generation, 'parcels', n.parcels, 'rights', n.rights)
            from foyer.new_for(me.window_id, generation) n);
end $$;

-- A sign of life, once a second from every window. It need not survive a crash of the server, so it waits for no disk.
create or replace function foyer_api.beat(beat jsonb) returns jsonb
language plpgsql security definer set search_path = pg_catalog, foyer, pg_temp set plan_cache_mode = force_generic_plan as $$
declare
  me foyer.hub_window := foyer.caller_since(beat->>'instance');
  venue foyer.hub;
  here bigint := foyer.now_us();
  whose text := 'window:' || me.window_id;
  news record;
begin
  perform foyer.require(pg_column_size(beat) <= 100000, 'the sign of life');
  perform foyer.end_stuck();  -- before anything that it may be waited for
  perform foyer.notice_server();  -- which asks what is committed how
  perform set_config('synchronous_commit', 'off', true);
  select * into venue from foyer.hub;
  update foyer.window_heard h
    set heard_at = here, version = left(beat->>'version', 64), wall_off = (beat->>'wall')::bigint - here,
        queue = greatest((beat->>'queue')::bigint, 0), seats_left = greatest((beat->>'seats_left')::bigint, 0),
        places_left = greatest((beat->>'places_left')::bigint, 0)
    where h.window_id = me.window_id;
  delete from foyer.want_back b where b.window_id = me.window_id
    and case when b.seat_id = ''
      then foyer.places_of(b.performance_id, whose) <= foyer.places_sold(b.performance_id, whose)
      else foyer.is_sold(b.performance_id, b.seat_id)
        or not exists (select 1 from foyer.seat_right r where r.performance_id = b.performance_id
                         and r.seat_id = b.seat_id and r.holder = whose) end;
  select * into news from foyer.new_for(me.window_id, venue.generation);
  return jsonb_build_object(
    'at', here, 'mode', venue.mode, 'standing', me.standing, 'generation', venue.generation,
    'parcels', news.parcels, 'rights', news.rights,
    'open_tasks', (select count(*) from foyer.hub_task t where t.settled = ''),
    'wanted_back', (
      select coalesce(jsonb_agg(jsonb_build_array(w.performance_id, w.seats, w.places) order by w.performance_id), '[]')
        from (select b.performance_id, sum(b.places)::bigint as places,
                  coalesce(jsonb_agg(b.seat_id order by b.seat_id) filter (where b.seat_id <> ''), '[]') as seats
                from foyer.want_back b where b.window_id = me.window_id group by b.performance_id) w),
    'given', (
      select coalesce(jsonb_object_agg(g.performance_id, g.places), '{}')
        from foyer.block_given g join foyer.performance_offered p on p.performance_id = g.performance_id
        where g.window_id = me.window_id and g.places > 0 and p.ends_at > here));
end $$;
