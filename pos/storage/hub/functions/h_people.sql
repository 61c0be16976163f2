-- What people ask and decide: windows, write-offs, tasks.

-- All rights are looked through once, not once a window: a venue has a hundred thousand, and somebody may wait.
create or replace function foyer.windows_there() returns json
language sql stable as $$
  with lasts as materialized (
    select r.holder, max(r.until) as until
      from (select s.holder, s.until from foyer.seat_right s
            union all select p.holder, p.until from foyer.place_right p where p.places > 0) r
      group by r.holder)
  select coalesce(json_agg(json_build_array(
      w.window_id, w.name, w.standing, s.seq, h.heard_at, h.version, h.queue, h.seats_left, h.places_left, h.wall_off,
      (select l.until from lasts l where l.holder = 'window:' || w.window_id),
      (select count(*) from foyer.window_held_up u where u.window_id = w.window_id)) order by w.window_id), '[]')
    from foyer.hub_window w
    join foyer.window_sent s on s.window_id = w.window_id
    join foyer.window_heard h on h.window_id = w.window_id
    where w.standing <> 'invited'
$$;

create or replace function foyer.status() returns json
language sql stable as $$
  select json_build_object(
      'hub_id', h.hub_id, 'generation', h.generation, 'mode', h.mode, 'schema_version', h.schema_version,
      'at', foyer.now_us(), 'open_tasks', (select count(*) from foyer.hub_task t where t.settled = ''),
      'windows', foyer.windows_there())
    from foyer.hub h
$$;

create or replace function foyer_api.windows() returns json
language plpgsql security definer set search_path = pg_catalog, foyer, pg_temp as $$
begin
  perform foyer.caller();
  return foyer.windows_there();
end $$;

create or replace function foyer_api.status() returns json
language plpgsql security definer set search_path = pg_catalog, foyer, pg_temp as $$
begin
  perform foyer.caller();
  return foyer.status();
end $$;

create or replace function foyer.require_window(other_id text) returns void
language plpgsql as $$
begin
  if not exists (select 1 from foyer.hub_window w where w.window_id = other_id) then
    perform foyer.refuse('unknown');
  end if;
end $$;

-- Frees another window's leases, but for what is known to be sold. Who was shut out stays so.
create or replace function foyer_api.write_off(other_id text, user_id text, why text) returns void
language plpgsql security definer set search_path = pg_catalog, foyer, pg_temp as $$
declare
  me foyer.hub_window := foyer.caller();
  other foyer.hub_window;
  whose text := 'window:' || other_id;
  offered foyer.performance_offered;
  sold bigint;
  freed text[];
  as_of bigint;
  is_heard boolean := false;
begin
  perform foyer.require(length(user_id) <= 200 and length(why) <= 2000, 'the reason');
  perform foyer.require_window(other_id);
  perform 1 from foyer.hub h for update;  -- none of its leases is under way
  select * into other from foyer.hub_window w where w.window_id = other_id for update;
  if other.standing not in ('joined', 'shut_out') then
    return;
  end if;
  update foyer.hub_window w
    set standing = case w.standing when 'joined' then 'written_off' else w.standing end,
        owes = false, decided_by = user_id, decided_why = why
    where w.window_id = other_id;
  update foyer.window_heard h set seats_left = 0, places_left = 0 where h.window_id = other_id;
  delete from foyer.want_back b where b.window_id = other_id;
  delete from foyer.block_given g where g.window_id = other_id;
  for offered in
    select p.* from foyer.performance_offered p
      where exists (select 1 from foyer.seat_right r where r.performance_id = p.performance_id and r.holder = whose)
         or exists (select 1 from foyer.place_right r where r.performance_id = p.performance_id and r.holder = whose)
      order by p.performance_id for update
  loop
    as_of := foyer.next_version(offered.performance_id);
    freed := array(
      select r.seat_id from foyer.seat_right r
        where r.performance_id = offered.performance_id and r.holder = whose
          and not foyer.is_sold(offered.performance_id, r.seat_id));
    perform foyer.give_seats(offered.performance_id, '', offered.ends_at, freed, as_of);
    sold := foyer.places_sold(offered.performance_id, whose);
    if sold <> foyer.places_of(offered.performance_id, whose) then
      perform foyer.give_places(offered.performance_id, whose, offered.ends_at, sold, as_of);
      is_heard := true;
    end if;
    is_heard := is_heard or cardinality(freed) > 0;
  end loop;
  if not is_heard then  -- it had nothing left: windows hear a word of it, by which a hub restored from before finds out
    select * into offered from foyer.performance_offered p order by p.ends_at desc, p.performance_id limit 1 for update;
    if found then
      as_of := foyer.next_version(offered.performance_id);
      perform foyer.give_places(offered.performance_id, whose, offered.ends_at,
        foyer.places_of(offered.performance_id, whose), as_of);
    end if;
  end if;
  perform foyer.settle_mode();
end $$;

-- Lets a window that was written off go on; and whichever machine comes next as it is its heir.
create or replace function foyer_api.take_back(other_id text, user_id text) returns void
language plpgsql security definer set search_path = pg_catalog, foyer, pg_temp as $$
begin
  perform foyer.caller();
  perform foyer.require(length(user_id) <= 200, 'who says so');
  perform foyer.require_window(other_id);
  update foyer.hub_window w
    set instance = '', decided_by = user_id, decided_why = '',
        -- What was said before this is not said by whoever comes next.
        ancestors = case w.instance when '' then w.ancestors else w.ancestors || w.instance end,
        standing = case w.standing when 'written_off' then 'joined' else w.standing end
    where w.window_id = other_id;
end $$;

-- Asks a window to give back seats, or places by count, for a window that is to have them ('': for anybody). Of what
-- nobody holds (other_id '') that one has it at once.
create or replace function foyer_api.want_back(
  other_id text, performance text, seats text[], how_many bigint, for_id text)
returns void language plpgsql security definer set search_path = pg_catalog, foyer, pg_temp as $$
declare
  me foyer.hub_window := foyer.caller();
  receiver foyer.hub_window;
  venue_mode text;
  offered foyer.performance_offered;
begin
  perform foyer.require(
    length(performance) between 1 and 200 and how_many between 0 and 1000000 and cardinality(seats) <= 100000
      and pg_column_size(seats) <= 8000000
      and array_position(seats, null) is null and array_position(seats, '') is null, 'what is wanted back');
  select h.mode into venue_mode from foyer.hub h for share;  -- a restore or a write-off waits for us, or we for it
  if other_id <> '' then
    perform foyer.require_window(other_id);
  end if;
  if for_id <> '' then
    perform foyer.require_window(for_id);
    select * into receiver from foyer.hub_window w where w.window_id = for_id;
    if receiver.standing <> 'joined' then
      perform foyer.refuse('not_joined');
    end if;
  end if;
  if other_id = for_id then
    return;
  end if;
  if other_id = '' then
    if venue_mode = 'recovering' or receiver.owes then
      perform foyer.refuse('recovering');
    end if;
    select * into offered from foyer.performance_offered p where p.performance_id = performance for update;
    if offered.ends_at > 0 then
      perform foyer.give_block(for_id, performance, array(
        select distinct s from unnest(seats) s where not exists (
          select 1 from foyer.seat_right r
            where r.performance_id = performance and r.seat_id = s and r.holder <> '')),
        greatest(least(how_many, offered.places - foyer.places_held(performance)), 0));
    end if;
    return;
  end if;
  delete from foyer.want_back b
    where b.window_id = other_id and b.performance_id = performance and b.seat_id = any (seats);
  insert into foyer.want_back (window_id, performance_id, seat_id, for_window)
    select other_id, performance, s, for_id from unnest(seats) s on conflict do nothing;
  how_many := least(how_many, foyer.places_of(performance, 'window:' || other_id)
                            - foyer.places_sold(performance, 'window:' || other_id));
  if how_many > 0 then
    insert into foyer.want_back as b (window_id, performance_id, seat_id, for_window, places)
      values (other_id, performance, '', for_id, how_many)
      on conflict (window_id, performance_id, seat_id, for_window) do update set places = excluded.places;
  end if;
end $$;

create or replace function foyer_api.tasks() returns json
language plpgsql security definer set search_path = pg_catalog, foyer, pg_temp as $$
begin
  perform foyer.caller();
  perform foyer.settle_gone();
  return (
    select coalesce(json_agg(json_build_array(t.task_id, t.kind, t.at, t.window_id, t.subject, t.one, t.other)
                             order by t.at, t.task_id), '[]')
      from foyer.hub_task t where t.settled = '');
end $$;

create or replace function foyer_api.settle(id text, how text, user_id text) returns json
language plpgsql security definer set search_path = pg_catalog, foyer, pg_temp as $$
begin
  perform foyer.caller();
  perform foyer.require(length(how) between 1 and 200 and length(user_id) <= 200, 'how it is settled');
  update foyer.hub_task t set settled = how, settled_by = user_id where t.task_id = id and t.settled = '';
  return to_json(found);
end $$;
