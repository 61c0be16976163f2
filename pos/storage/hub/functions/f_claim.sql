-- After a restore: everything that a window holds, [[performance, seat, holder, places, until], ...].

-- Whether a holder is a window that has not said yet what it holds: what the backup says of it may have changed since.
create or replace function foyer.is_owing(holder text) returns boolean
language sql stable as $$
  select exists (select 1 from foyer.hub_window w where 'window:' || w.window_id = holder and w.owes)
$$;

create or replace function foyer.claim_seats(me foyer.hub_window, performance text, said jsonb, as_of bigint)
returns void language plpgsql as $$
declare
  own text := 'window:' || me.window_id;
  recovering boolean := (select h.mode = 'recovering' from foyer.hub h);
  one record;
begin
  -- Free seats; those that a hold or a silent window has by the backup, which gave them up since; and its own that it
  -- knows to be somebody else's since it gave them back.
  for one in
    select s->>2 as holder, (s->>4)::bigint as until, array_agg(distinct s->>1) as seats
      from jsonb_array_elements(said) s
      left join foyer.seat_right r on r.performance_id = performance and r.seat_id = s->>1
      where s->>1 <> '' and (coalesce(r.holder, '') = ''
                             or s->>2 = own and recovering and r.holder <> own
                                and (r.holder not like 'window:%' or foyer.is_owing(r.holder))
                             or s->>2 <> own and r.holder = own
                                and (recovering or not foyer.is_sold(performance, r.seat_id)))
      group by 1, 2 order by 1, 2
  loop
    perform foyer.give_seats(performance, one.holder, one.until, one.seats, as_of);
  end loop;
  -- The right to an order or a certificate is just lost: nothing of it was sold, and nobody could settle that.
  perform foyer.keep_task('claim_refused', me.window_id, performance || '/' || r.seat_id, own, r.holder)
    from jsonb_array_elements(said) s
    join foyer.seat_right r on r.performance_id = performance and r.seat_id = s->>1
    where s->>2 = own and r.holder <> own and performance not like 'things:%';
  -- What it does not hold any more was taken back since; if not, its ticket has it again at the end.
  perform foyer.give_seats(performance, '', p.ends_at, array(
      select r.seat_id from foyer.seat_right r
        where r.performance_id = performance and r.holder = own
          and (recovering or not foyer.is_sold(performance, r.seat_id))
          and r.seat_id not in (select s->>1 from jsonb_array_elements(said) s)), as_of)
    from foyer.performance_offered p where p.performance_id = performance;
end $$;

create or replace function foyer.claim_places(me foyer.hub_window, performance text, said jsonb, as_of bigint)
returns void language plpgsql as $$
declare
  own text := 'window:' || me.window_id;
  recovering boolean := (select h.mode = 'recovering' from foyer.hub h);
  offered foyer.performance_offered;
  had bigint;
  room bigint;
  wanted bigint;
  ends bigint;
  gets bigint;
  one record;
begin
  select * into offered from foyer.performance_offered p where p.performance_id = performance;
  select (s->>3)::bigint, (s->>4)::bigint into wanted, ends from jsonb_array_elements(said) s
    where s->>1 = '' and s->>2 = own limit 1;
  wanted := coalesce(wanted, 0);
  had := foyer.places_of(performance, own);
  room := offered.places - (
    select coalesce(sum(case
        when not recovering then r.places
        when foyer.is_owing(r.holder) or r.holder ~ '^(hold|kill):' then 0
        else r.places end), 0)
      from foyer.place_right r where r.performance_id = performance and r.holder <> own);
  if offered.ends_at = 0 then  -- nobody has offered it yet, so nobody knows how many there are
    room := wanted;
  end if;
  gets := greatest(least(wanted, room), 0);
  if not recovering then
    gets := greatest(gets, foyer.places_sold(performance, own));
  end if;
  if gets < wanted then
    perform foyer.keep_task('claim_refused', me.window_id, performance, own, '');
  end if;
  if gets <> had then
    perform foyer.give_places(performance, own, coalesce(ends, offered.ends_at), gets, as_of);
  end if;
  -- After its own: what is kept may have come out of what the backup says is a window's.
  for one in
    select s->>2 as holder, (s->>3)::bigint as places, (s->>4)::bigint as until from jsonb_array_elements(said) s
      where s->>1 = '' and s->>2 not like 'window:%' order by 1
  loop
    had := foyer.places_of(performance, one.holder);
    room := offered.places - foyer.places_held(performance);
    if had < one.places and (one.places <= had + room or offered.ends_at = 0) then
      perform foyer.give_places(performance, one.holder, one.until, one.places, as_of);
    end if;
  end loop;
end $$;

create or replace function foyer_api.claim(held jsonb, started text default '') returns void
language plpgsql security definer set search_path = pg_catalog, foyer, pg_temp as $$
declare
  me foyer.hub_window := foyer.caller_since(started);
  performance text;
  said jsonb;
  as_of bigint;
begin
  perform foyer.require(pg_column_size(held) <= 250000000, 'the claim');
  perform foyer.require(
    bool_and(coalesce(length(c->>0) between 1 and 200 and length(c->>1) <= 200
      and ((c->>2) = 'window:' || me.window_id or (c->>2) ~ '^(hold|kill|channel|paper):.')
      and (c->>3)::bigint between 0 and 1000000 and c->>4 is not null, false)), 'the claim')
    from jsonb_array_elements(held) c having count(*) > 0;
  perform 1 from foyer.hub h for update;
  select * into me from foyer.hub_window w where w.window_id = me.window_id for update;
  if not me.owes then
    return;  -- said before; what it holds now may be more
  end if;
  perform foyer.asked_until(me.window_id, a.greeted) from foyer.window_asked a where a.window_id = me.window_id;
  for performance in
    select p.performance_id from foyer.performance_offered p
      union select h->>0 from jsonb_array_elements(held) h order by 1
  loop
    perform foyer.lock_performance(performance);
    as_of := foyer.next_version(performance);
    said := (select coalesce(jsonb_agg(h), '[]') from jsonb_array_elements(held) h where h->>0 = performance);
    perform foyer.claim_seats(me, performance, said, as_of);
    perform foyer.claim_places(me, performance, said, as_of);
  end loop;
  update foyer.hub_window w set owes = false where w.window_id = me.window_id;
  perform foyer.settle_mode();
end $$;
