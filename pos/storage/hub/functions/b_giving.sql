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

create or replace function foyer.is_sold(performance text, seat text) returns boolean
language sql stable as $$
  select exists (select 1 from foyer.live_ticket l where l.performance_id = performance and l.seat_id = seat)
$$;
