-- Taking up with the hub; and how a hub that was restored from a backup finds out, and gets over it.

-- Grants nothing until every window has said what it holds. "told": a generation that a window was told of. All
-- rights are numbered anew, above whatever a lost hub may have said. Whoever calls has the lock of foyer.hub.
create or replace function foyer.recover(told bigint default 0) returns void
language plpgsql as $$
declare
  newest bigint;
begin
  update foyer.hub h set generation = greatest(h.generation, told) + 1, mode = 'recovering', server = foyer.server_now()
    returning h.generation * 4294967296 + 1 into newest;
  perform 1 from foyer.performance_offered p order by p.performance_id for update;
  update foyer.performance_offered p set version = newest;
  delete from foyer.seat_right r where r.holder = '';
  delete from foyer.place_right r where r.places = 0;
  update foyer.seat_right r set version = newest;
  update foyer.place_right r set version = newest;
  update foyer.hub_window w set owes = (w.standing = 'joined');
  perform foyer.settle_mode();
end $$;

-- Whether a joined window owes a word, or something is not here again that it, or another, is known to have known.
create or replace function foyer.is_waiting() returns boolean
language sql stable as $$
  select exists (
    select 1 from foyer.hub_window w join foyer.window_sent s on s.window_id = w.window_id
      where w.standing = 'joined'
        and (w.owes or s.seq < w.acknowledged
             or exists (select 1 from foyer.hub_window o
                         where o.standing = 'joined' and (o.known->>w.window_id)::bigint > s.seq)))
$$;

-- Grants again once nobody owes a word, whoever was heard by the backup or not (it may have greeted since), and all is
-- here again that somebody knows of a window. What tickets say of who holds their places waited for that. Whoever
-- calls has the lock of foyer.hub.
create or replace function foyer.settle_mode() returns void
language plpgsql as $$
begin
  update foyer.hub h set mode = 'granting' where h.mode <> 'granting' and not foyer.is_waiting();
  if found then
    perform foyer.place_tickets(null, foyer.tickets_unplaced());
  end if;
end $$;

-- A hub in another server or database than the last time came out of a backup, and one in another timeline is a standby
-- that was promoted, whoever did that and said nothing. Before any other lock: it takes the hub's.
create or replace function foyer.notice_server() returns void
language plpgsql as $$
declare
  here text := foyer.server_now();
begin
  if (select h.server from foyer.hub h) = here then
    return;
  end if;
  perform 1 from foyer.hub h for update;
  if foyer.may_lack((select h.server from foyer.hub h), here) then
    perform foyer.recover();
  end if;
  update foyer.hub h set server = here;
end $$;

-- The chain of a parcel that is here, of the beginning for number 0, null where there is none.
create or replace function foyer.chain_of(whose text, number bigint) returns text
language sql stable as $$
  select case when number = 0 then repeat('0', 64)
    else (select p.chain from foyer.parcel p where p.window_id = whose and p.seq = number) end
$$;

-- Whether a window was told what this hub neither knows nor has heard from it before: then it was restored from a
-- backup. What is lost for good proves nothing a second time.
create or replace function foyer.proves_restore(me foyer.hub_window, greeting jsonb) returns boolean
language sql stable as $$
  select (greeting->>'generation')::bigint > me.generation
    or (select (greeting->'acknowledged'->>'seq')::bigint > greatest(s.seq, me.acknowledged)
          from foyer.window_sent s where s.window_id = me.window_id)
    or (select (greeting->>'asked')::bigint > a.number from foyer.window_asked a where a.window_id = me.window_id)
    or exists (select 1 from jsonb_each_text(greeting->'known') k left join foyer.window_sent s on s.window_id = k.key
                where k.value::bigint > coalesce((me.known->>k.key)::bigint, 0)
                  and (s.window_id is null or k.value::bigint > s.seq))
    or exists (select 1 from jsonb_each_text(greeting->'rights') k
                 left join foyer.performance_offered p on p.performance_id = k.key
                where k.value::bigint > coalesce(p.version, (select h.generation * 4294967296 from foyer.hub h))
                  -- What is of a generation that it was never told of is not of this hub.
                  and k.value::bigint < ((greeting->>'generation')::bigint + 1) * 4294967296)
$$;

-- Forgets lease commands after a number: their answers never arrived anywhere.
create or replace function foyer.asked_until(whose text, last_number bigint) returns void
language plpgsql as $$
begin
  update foyer.window_asked a set number = last_number where a.window_id = whose;
  delete from foyer.lease_answer a where a.window_id = whose and a.number > last_number;
end $$;

create or replace function foyer_api.hello(greeting jsonb) returns jsonb
language plpgsql security definer set search_path = pg_catalog, foyer, pg_temp as $$
declare
  me foyer.hub_window := foyer.caller();
  venue foyer.hub;
  sent foyer.window_sent;
  asked foyer.window_asked;
  told jsonb;
  theirs text := greeting->>'instance';
  their_asked bigint := (greeting->>'asked')::bigint;
  machine_now text[] := array(select jsonb_array_elements_text(coalesce(greeting->'machine', '[]')));
  restored boolean;
begin
  perform foyer.end_stuck();
  perform foyer.notice_server();
  select * into venue from foyer.hub;
  if (greeting->>'schema_version')::int <> venue.schema_version then
    perform foyer.refuse(case when (greeting->>'schema_version')::int < venue.schema_version
                         then 'newer' else 'older' end);
  end if;
  -- No hub was restored a thousand times in a row: who says so would use up the numbers of generations.
  perform foyer.require(
    (greeting->>'generation')::bigint between 0 and venue.generation + 1000 and their_asked >= 0
      and length(theirs) between 1 and 200 and jsonb_array_length(greeting->'since') <= 1000
      and pg_column_size(greeting) <= 8000000 and cardinality(machine_now) <= 100
      and (greeting->'acknowledged'->>'seq')::bigint >= 0 and (greeting->'position'->>'seq')::bigint >= 0,
    'the greeting');
  if venue.mode <> 'granting' or foyer.proves_restore(me, greeting) then
    select * into venue from foyer.hub for update;  -- before any window's row, as whoever else needs both
  end if;
  select * into me from foyer.hub_window w where w.window_id = me.window_id for update;
  select * into asked from foyer.window_asked a where a.window_id = me.window_id for update;
  select * into sent from foyer.window_sent s where s.window_id = me.window_id;
  restored := foyer.proves_restore(me, greeting);
  update foyer.window_heard h
    set heard_at = foyer.now_us(), version = left(greeting->>'version', 64), wall_off = (greeting->>'wall')::bigint - foyer.now_us()
    where h.window_id = me.window_id;
  if theirs = any (me.ancestors) then
    perform foyer.refuse('gap');  -- said long ago, heard only now: a later start is here
  end if;
  foreach told in array array[greeting->'acknowledged', greeting->'position'] loop
    if (told->>'seq')::bigint <= sent.seq
        and foyer.chain_of(me.window_id, (told->>'seq')::bigint) <> told->>'chain' then
      return foyer.cloned(me.window_id, foyer.chain_of(me.window_id, (told->>'seq')::bigint), told->>'chain');
    end if;
  end loop;
  if me.instance = '' then  -- whoever comes is the heir
    if their_asked < asked.number - 1 then
      perform foyer.asked_until(me.window_id, their_asked);
    end if;
  elsif (greeting->'position'->>'seq')::bigint < sent.seq or their_asked < asked.number - 1 then
    if me.instance = theirs then
      perform foyer.refuse('gap');  -- said before what was heard of it since
    end if;
    return foyer.cloned(me.window_id, me.instance, theirs);
  elsif not (me.instance = theirs or greeting->'since' ? me.instance or me.owes or restored)
      or cardinality(machine_now) > 0 and cardinality(me.machine) > 0 and not machine_now && me.machine then
    return foyer.cloned(me.window_id, me.instance, theirs);
  end if;
  if restored then
    -- The first word to a hub that recovers proves what that knows. A second one, or one of another life of the hub,
    -- is about a copy that was made while it recovered.
    if venue.mode = 'granting' or greatest(me.generation, (greeting->>'generation')::bigint) >= venue.generation then
      perform foyer.recover((greeting->>'generation')::bigint);
    end if;
    perform foyer.asked_until(me.window_id, their_asked);
  end if;
  update foyer.window_asked a set greeted = their_asked where a.window_id = me.window_id;
  update foyer.hub_window w
    set instance = theirs, machine = case when cardinality(machine_now) > 0 then machine_now else w.machine end,
        generation = h.generation, schema_version = h.schema_version, known = greeting->'known',
        acknowledged = (greeting->'acknowledged'->>'seq')::bigint,
        ancestors = array(select s from jsonb_array_elements_text(greeting->'since') s where s <> theirs)
    from foyer.hub h where w.window_id = me.window_id returning w.* into me;
  if venue.mode <> 'granting' then
    perform foyer.settle_mode();
  end if;
  select * into venue from foyer.hub;
  return jsonb_build_object(
    'hub_id', venue.hub_id, 'generation', venue.generation, 'mode', venue.mode, 'at', foyer.now_us(),
    'seq', sent.seq, 'chain', sent.chain, 'claim', me.owes,
    'secrets', (select coalesce(jsonb_object_agg(s.name, s.value), '{}') from foyer.venue_secret s));
end $$;
