-- Leases: what a window may sell without asking.

-- [[performance, places, ends_at], ...]: what is on sale. Places never go below what is given.
create or replace function foyer_api.offer(offered jsonb, started text default '') returns void
language plpgsql security definer set search_path = pg_catalog, foyer, pg_temp as $$
declare
  me foyer.hub_window := foyer.caller_since(started);
  one record;
  now_there foyer.performance_offered;
  latest bigint := foyer.now_us() + 20 * 366 * 86400000000;
begin
  perform foyer.require(pg_column_size(offered) <= 16000000, 'the offer');
  perform foyer.require(
    bool_and(coalesce(length(o->>0) between 1 and 200 and (o->>1)::bigint between 0 and 1000000
      and (o->>2)::bigint between 1 and latest, false)), 'the offer')
    from jsonb_array_elements(offered) o having count(*) > 0;
  for one in
    select o->>0 as id, (o->>1)::bigint as places, (o->>2)::bigint as ends_at
      from jsonb_array_elements(offered) o order by o->>0
  loop
    select * into now_there from foyer.performance_offered p where p.performance_id = one.id;
    if found and now_there.places = one.places and now_there.ends_at = one.ends_at then
      continue;  -- as every window says at every start
    end if;
    perform foyer.lock_performance(one.id);
    update foyer.performance_offered p
      -- While the hub recovers, nobody knows what is given.
      set places = greatest(one.places, case when (select h.mode from foyer.hub h) = 'granting'
                                             then foyer.places_held(one.id) else p.places end),
          ends_at = one.ends_at
      where p.performance_id = one.id;
  end loop;
end $$;

-- Answers once the lease command of that number is on the server's disk, since a commit is written behind all that was
-- committed before it. Until then its window does not count on it.
create or replace function foyer_api.kept(number bigint) returns void
language plpgsql security definer set search_path = pg_catalog, foyer, pg_temp as $$
declare
  me foyer.hub_window := foyer.caller();
begin
  update foyer.window_asked a set number = a.number where a.window_id = me.window_id and a.number >= kept.number;
  if not found then
    perform foyer.refuse('gap');  -- the server lost it before it was on its disk
  end if;
end $$;

-- What of a rights command cannot be: [[seat, holder], ...]. Each seat is looked up.
create or replace function foyer.seats_refused(
  performance text, takes text[], gives text[], own text, whose text, out_of text) returns jsonb
language plpgsql as $$
begin
  return (
    select coalesce(jsonb_agg(jsonb_build_array(no.seat, no.holder)), '[]') from (
      select s.seat, r.holder from unnest(takes) s (seat)
        cross join lateral (
          select o.holder from foyer.seat_right o where o.performance_id = performance and o.seat_id = s.seat offset 0) r
        where r.holder not in ('', whose) and (r.holder not in (own, out_of) or foyer.is_sold(performance, s.seat))
      union all
      select s.seat, r.holder from unnest(gives) s (seat)
        cross join lateral (
          select o.holder from foyer.seat_right o where o.performance_id = performance and o.seat_id = s.seat offset 0) r
        where r.holder <> '' and (r.holder <> whose or whose = own and foyer.is_sold(performance, s.seat))) no);
end $$;

-- The rights command, all of it or nothing; a repeat gives the first answer, and what is another command under its
-- number comes from a second machine. The performance's lock is not kept while a disk is waited for: in an on-sale
-- everybody else would wait for the same. So what this answers may be lost with the server's power until "kept" or
-- "held_since" was answered; nobody is told of a version that is. Who comes too late is told so without that lock: in
-- an on-sale that is many, and the others would wait for each.
create or replace function foyer_api.lease(command jsonb) returns jsonb
language plpgsql security definer set search_path = pg_catalog, foyer, pg_temp
  set plan_cache_mode = force_generic_plan set enable_seqscan = off as $$
declare
  me foyer.hub_window := foyer.caller();
  own text := 'window:' || me.window_id;
  whose text := coalesce(nullif(command->>'holder', ''), own);
  out_of text := coalesce(command->>'out_of', '');
  this_number bigint := (command->>'number')::bigint;
  performance text := command->>'performance_id';
  ends bigint := (command->>'until')::bigint;
  takes text[] := array(select distinct s from jsonb_array_elements_text(command->'take') s order by s);
  gives text[] := array(select distinct s from jsonb_array_elements_text(command->'give_back') s order by s);
  change bigint := (command->>'take_places')::bigint - (command->>'give_places')::bigint;
  digest_now text := encode(sha256(convert_to((command - 'instance')::text, 'UTF8')), 'hex');
  first_one foyer.lease_answer;
  asked foyer.window_asked;
  offered foyer.performance_offered;
  mode text;
  refused jsonb;
  back text[] := '{}';
  left_over bigint := 0;
  granted boolean := false;
  before jsonb;
  answer jsonb;
begin
  perform foyer.require(
    this_number is not null and pg_column_size(command) <= 16000000 and length(performance) <= 200 and length(whose) <= 200 and ends > 0
      and (command->>'take_places')::bigint between 0 and 1000000
      and (command->>'give_places')::bigint between 0 and 1000000
      and cardinality(takes) + cardinality(gives) <= 100000 and array_position(takes || gives, null) is null,
    'the command');
  if whose <> own and whose !~ '^(hold|kill|channel|paper):.' then
    raise exception 'no holder that a window may speak for';
  end if;
  if out_of <> '' and (out_of = whose or length(out_of) > 200 or out_of <> own and out_of !~ '^(hold|kill|channel|paper):.'
                       or cardinality(gives) > 0 or (command->>'give_places')::bigint > 0) then
    raise exception 'no holder that a window may take from';
  end if;
  perform foyer.notice_server();
  select h.mode into mode from foyer.hub h for share;  -- a restore or a write-off waits for us, or we for it
  me := foyer.caller();
  perform foyer.require_form(me.schema_version);
  if foyer.is_superseded(me, command->>'instance') then
    perform foyer.refuse(case when command->>'instance' = any (me.ancestors) then 'cloned' else 'gap' end);
  end if;
  select * into asked from foyer.window_asked a where a.window_id = me.window_id for update;
  if this_number <= asked.number then
    select * into first_one from foyer.lease_answer a
      where a.window_id = me.window_id and a.number = this_number;
    if not found then
      perform foyer.refuse('gap');
    end if;
    if first_one.digest <> digest_now and performance <> '' then  -- '': an heir passes over a number
      return foyer.cloned(me.window_id, first_one.digest, digest_now);
    end if;
    return first_one.answer;
  end if;
  if me.standing = 'written_off' then
    perform foyer.refuse('written_off');
  end if;
  if me.owes or mode = 'recovering' then
    perform foyer.refuse('recovering');
  end if;
  if this_number <> asked.number + 1 then
    perform foyer.refuse('gap');
  end if;

  perform set_config('synchronous_commit', 'off', true);
  select * into offered from foyer.performance_offered p where p.performance_id = performance;
  if offered.ends_at <> 0 then  -- its version is from before what it is refused for: the word about that is newer
    refused := foyer.seats_refused(performance, takes, gives, own, whose, out_of);
  end if;
  if refused is null or refused = '[]' then
    select * into offered from foyer.performance_offered p where p.performance_id = performance for update;
    if offered.ends_at <> 0 then
      refused := foyer.seats_refused(performance, takes, gives, own, whose, out_of);
    end if;
  end if;
  if refused is null then  -- nobody has offered it yet
    refused := (select coalesce(jsonb_agg(jsonb_build_array(s, '')), '[]') from unnest(takes) s);
  else
    left_over := offered.places - foyer.places_held(performance);
    if out_of <> '' then  -- from hand to hand: what is nobody's is no matter
      granted := refused = '[]' and change <= foyer.places_of(performance, out_of);
    else
      granted := refused = '[]' and (change <= left_over or (command->>'take_places')::bigint = 0)
        and foyer.places_of(performance, whose) + change >= 0;
    end if;
  end if;
  if granted then
    offered.version := foyer.next_version(performance);
    if cardinality(gives) > 0 then
      back := array(
        select r.seat_id from foyer.seat_right r
          where r.performance_id = performance and r.seat_id = any (gives) and r.holder = whose);
      perform foyer.give_seats(performance, '', ends, back, offered.version);
    end if;
    if cardinality(takes) > 0 then
      perform foyer.give_seats(performance, whose, ends, takes, offered.version);
    end if;
    if performance like 'things:%' then
      if (select h.generation from foyer.hub h) = 1 then  -- a backup may not know who had it after it was made
        before := (select coalesce(jsonb_agg(distinct t.window_id order by t.window_id), '[]') from foyer.thing_had t
                    where t.performance_id = performance and t.seat_id = any (takes));
      end if;
      insert into foyer.thing_had (performance_id, seat_id, window_id)
        select performance, s, me.window_id from unnest(takes) s on conflict do nothing;
    end if;
    if change <> 0 then
      perform foyer.give_places(performance, whose, ends,
        greatest(foyer.places_of(performance, whose) + change, 0), offered.version);
      if out_of <> '' then
        perform foyer.give_places(performance, out_of, ends, foyer.places_of(performance, out_of) - change,
          offered.version);
      else
        left_over := left_over - change;
      end if;
    end if;
    if whose = own and exists (select 1 from foyer.want_back b
                                where b.window_id = me.window_id and b.performance_id = performance) then
      perform foyer.pass_on(me.window_id, performance, array(
        select s from unnest(back) s where s <> all (takes)), greatest(-change, 0));
    end if;
  end if;
  answer := jsonb_build_object(
    'number', this_number, 'granted', granted, 'at', foyer.now_us(), 'refused', refused,
    'places_left', greatest(left_over, 0), 'version', coalesce(offered.version, 0), 'before', before);
  update foyer.window_asked a set number = this_number where a.window_id = me.window_id;
  insert into foyer.lease_answer (window_id, number, digest, answer)
    values (me.window_id, this_number, digest_now, answer);
  delete from foyer.lease_answer a where a.window_id = me.window_id and a.number < this_number - 1000;
  return answer;
end $$;

-- [[performance, [[[seat, ...], holder, places, until, version], ...]], ...]: what changed after the version known of each,
-- with all seats in one that changed together; of places and of a word about the performance that is the seat ''.
-- To a window that knows nothing of a performance, or only what an earlier generation said: a word without seat,
-- holder and places, then all that was said in this generation: what is held, and what is nobody's any more, of which
-- the window may have had the answer to its command and no word since. Of things (an order, a certificate) only what is
-- held: there is one for each that was ever paid back, and a window forgets what it is not told again.
create or replace function foyer_api.held_since(versions jsonb, started text default '') returns json
language plpgsql security definer set search_path = pg_catalog, foyer, pg_temp set plan_cache_mode = force_generic_plan
  set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off as $$
declare
  me foyer.hub_window := foyer.caller_since(started);
  answer json;
begin
  perform foyer.require(pg_column_size(versions) <= 8000000, 'the versions');
  if me.owes then
    return '[]';
  end if;
  answer := (
    with changed as (
      select p.performance_id, p.ends_at, k.version, foyer.generation_floor(p.version) as floor_version,
          k.version = 0 or k.version < foyer.generation_floor(p.version) as anew
        from foyer.performance_offered p
        cross join lateral (select coalesce((versions->>p.performance_id)::bigint, 0) as version) k
        where p.version > k.version),
    said as (
      select c.performance_id, '' as seat_id, '' as holder, 0 as places, c.ends_at as until, c.floor_version as version
        from changed c where c.anew
      union all
      select c.performance_id, r.seat_id, r.holder, 0, r.until, r.version
        from changed c join foyer.seat_right r on r.performance_id = c.performance_id
        where r.version > case when c.anew then c.floor_version else c.version end
          and (r.holder <> '' or not c.anew or c.performance_id not like 'things:%')
      union all
      select c.performance_id, '', r.holder, r.places, r.until, r.version
        from changed c join foyer.place_right r on r.performance_id = c.performance_id
        where r.version > case when c.anew then c.floor_version else c.version end)
    select coalesce(json_agg(json_build_array(per.performance_id, per.words) order by per.performance_id), '[]')
      from (select a.performance_id,
                json_agg(json_build_array(a.seats, a.holder, a.places, a.until, a.version) order by a.version) as words
              from (select s.performance_id, s.holder, s.places, s.until, s.version, json_agg(s.seat_id) as seats
                      from said s group by s.performance_id, s.holder, s.places, s.until, s.version) a
              group by a.performance_id) per);
  if answer::text <> '[]' then
    update foyer.window_heard h set heard_at = foyer.now_us() where h.window_id = me.window_id;  -- see "lease"
  end if;
  return answer;
end $$;
