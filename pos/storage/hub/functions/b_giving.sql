-- Who holds which place: the only statements that change it. Whoever calls them has the performance's lock.

create or replace function foyer.generation_floor(version bigint) returns bigint
language sql immutable as $$
  select version - version % 4294967296
$$;

-- Takes the lock of a performance, which is made where the catalogue of nobody was heard yet.
create or replace function foyer.lock_performance(id text) returns foyer.performance_offered
language plpgsql as $$
declare
  found_one foyer.performance_offered;
begin
  select * into found_one from foyer.performance_offered p where p.performance_id = id for update;
  if not found then
    insert into foyer.performance_offered (performance_id, version)
      select id, h.generation * 4294967296 from foyer.hub h on conflict do nothing;
    select * into found_one from foyer.performance_offered p where p.performance_id = id for update;
  end if;
  return found_one;
end $$;

-- One version for all that an act changes in a performance.
create or replace function foyer.next_version(performance text) returns bigint
language sql volatile as $$
  update foyer.performance_offered p set version = p.version + 1 where p.performance_id = performance
    returning p.version
$$;

-- Says who holds seats now, '' for nobody.
create or replace function foyer.give_seats(performance text, to_holder text, ends bigint, seats text[], as_of bigint)
returns void language sql volatile as $$
  insert into foyer.seat_right as r (performance_id, seat_id, holder, until, version)
    select performance, s, to_holder, ends, as_of from unnest(seats) s
    on conflict (performance_id, seat_id)
      do update set holder = excluded.holder, until = excluded.until, version = excluded.version
$$;

-- Says how many places somebody holds now.
create or replace function foyer.give_places(
  performance text, to_holder text, ends bigint, how_many bigint, as_of bigint)
returns void language sql volatile as $$
  insert into foyer.place_right as r (performance_id, holder, places, until, version)
    values (performance, to_holder, how_many, ends, as_of)
    on conflict (performance_id, holder)
      do update set places = excluded.places, until = excluded.until, version = excluded.version
$$;

create or replace function foyer.places_held(performance text) returns bigint
language sql stable as $$
  select coalesce(sum(r.places), 0)::bigint from foyer.place_right r where r.performance_id = performance
$$;

create or replace function foyer.places_of(performance text, whose text) returns bigint
language sql stable as $$
  select coalesce(sum(r.places), 0)::bigint from foyer.place_right r
    where r.performance_id = performance and r.holder = whose
$$;

create or replace function foyer.places_sold(performance text, whose text) returns bigint
language sql stable as $$
  select count(*) from foyer.live_ticket l
    where l.performance_id = performance and l.holder = whose and l.seat_id is null
$$;

-- Gives a window what nobody holds, by a manager's word, as a change of its own; and counts it, so that the window does
-- not give it back for being too much. Whoever calls has the performance's lock.
create or replace function foyer.give_block(to_id text, performance text, seats text[], how_many bigint) returns void
language plpgsql as $$
declare
  whose text := 'window:' || to_id;
  ends bigint := (select p.ends_at from foyer.performance_offered p where p.performance_id = performance);
  as_of bigint;
begin
  if cardinality(seats) + how_many = 0 then
    return;
  end if;
  as_of := foyer.next_version(performance);
  perform foyer.give_seats(performance, whose, ends, seats, as_of);
  if how_many > 0 then
    perform foyer.give_places(performance, whose, ends, foyer.places_of(performance, whose) + how_many, as_of);
  end if;
  insert into foyer.block_given as g (window_id, performance_id, places)
    values (to_id, performance, cardinality(seats) + how_many)
    on conflict (window_id, performance_id) do update set places = g.places + excluded.places;
end $$;

-- What a window gave back goes to whom a manager wants to have it, if that one may have anything.
create or replace function foyer.pass_on(from_id text, performance text, seats text[], how_many bigint) returns void
language plpgsql as $$
declare
  one record;
  gone bigint;
  left_over bigint := how_many;
begin
  for one in
    select b.for_window, coalesce(max(b.places), 0) as wanted,
        array(select s from unnest(seats) s where s in (
          select m.seat_id from foyer.want_back m where m.window_id = from_id and m.performance_id = performance
            and m.for_window = b.for_window)) as theirs,
        exists (select 1 from foyer.hub_window w
                  where w.window_id = b.for_window and w.standing = 'joined' and not w.owes) as may_have
      from foyer.want_back b
      where b.window_id = from_id and b.performance_id = performance
      group by b.for_window order by b.for_window
  loop
    gone := least(one.wanted, left_over);
    left_over := left_over - gone;
    if one.may_have then
      perform foyer.give_block(one.for_window, performance, one.theirs, gone);
    end if;
    update foyer.block_given g set places = greatest(g.places - cardinality(one.theirs) - gone, 0)
      where g.window_id = from_id and g.performance_id = performance;
    update foyer.want_back b set places = b.places - gone
      where b.window_id = from_id and b.performance_id = performance and b.seat_id = ''
        and b.for_window = one.for_window;
  end loop;
  delete from foyer.want_back b
    where b.window_id = from_id and b.performance_id = performance
      and (b.seat_id = any (seats) or b.seat_id = '' and b.places = 0);
end $$;

create or replace function foyer.is_sold(performance text, seat text) returns boolean
language sql stable as $$
  select exists (select 1 from foyer.live_ticket l where l.performance_id = performance and l.seat_id = seat)
$$;
