-- Parcels: what a window's transactions kept, taken in whole or not at all.
--
-- Every look-up here is of some keys in a table that grows for years. The planner is told so (enable_...): by old
-- statistics it would read the whole table once a batch.

-- The values of one column among those that came of a table, none where it did not come.
create or replace function foyer.values_of(name text, columns text[], lists text[]) returns text[]
language plpgsql immutable as $$
begin
  return coalesce(lists[array_position(columns, name)]::text[], '{}');
end $$;

-- Words that call the "add_..." of the one of these tables that "table_name" names. They are in order.
create or replace function foyer.branches(names text[]) returns text
language plpgsql immutable as $$
declare
  half int := cardinality(names) / 2;
begin
  if half = 0 then
    return format('perform foyer.%I(columns, lists, again); ', 'add_' || names[1]);
  end if;
  return format('if table_name < %L collate "C" then %s else %s end if; ',
    names[half + 1], foyer.branches(names[:half]), foyer.branches(names[half + 1:]));
end $$;

-- foyer.add_facts adds what came for the fact table of that name, by columns. A column that did not come is null, one
-- that is not known here stays in its parcel. "again": some rows may be there, and stay as they are. Each table has a
-- function of its own, whose statements a connection plans once; they are not called by "execute", which reads and
-- plans its words anew: either was most of what a single sale took. Lists that "select" unfolds are not stored before,
-- as those of "from" are.
do $do$
declare
  fact record;
begin
  for fact in
    select m.name, string_agg(quote_ident(a.attname), ', ' order by a.attnum) as names,
        string_agg(format('unnest(lists[array_position(columns, %L)]::%s[])', a.attname, format_type(a.atttypid, null)),
                   ', ' order by a.attnum) as lists
      from foyer.mirrored m
      join pg_attribute a on a.attrelid = format('foyer.%I', m.name)::regclass and a.attnum > 0 and not a.attisdropped
      group by m.name
  loop
    execute format($make$
      create or replace function foyer.%1$I(columns text[], lists text[], again boolean) returns void
      language plpgsql as $add$
      begin
        if again then
          insert into foyer.%2$I (%3$s) select %4$s on conflict do nothing;
        else
          insert into foyer.%2$I (%3$s) select %4$s;
        end if;
      end $add$ $make$, 'add_' || fact.name, fact.name, fact.names, fact.lists);
  end loop;
  execute format($make$
    create or replace function foyer.add_facts(table_name text, columns text[], lists text[], again boolean) returns void
    language plpgsql as $add$
    begin
      %s
    end $add$ $make$, (select foyer.branches(array_agg(m.name order by m.name)) from foyer.mirrored m));
end $do$;

-- Two arrows in one place of a thing's life: two windows took it, each its way. Before the arrows are added. What
-- begins its life among them is nobody else's, and papers are their window's own. Of two who come at the same moment
-- one waits here: neither would be there yet when the other one looks.
create or replace function foyer.find_arrows_twice(sender text, columns text[], lists text[]) returns void
language plpgsql as $$
declare
  machines text[] := foyer.values_of('machine', columns, lists);
  subjects text[] := foyer.values_of('subject_id', columns, lists);
  places text[] := foyer.values_of('seq', columns, lists);
  begun text[] := array(select b.subject_id from unnest(subjects, places) b (subject_id, seq) where b.seq = '0');
begin
  if exists (select 1 from unnest(machines, subjects) a (machine, subject_id)
               where a.machine <> 'print' and a.subject_id not in (select unnest(begun))) then
    perform 1 from foyer.mirrored m where m.name = 'transition' for update;
  end if;
  perform foyer.keep_task(
      case when a.machine = 'order' and a.trigger = 'hand_over' and t.trigger = 'hand_over'
           then 'handed_out_twice' else 'changed_twice' end,
      sender, a.subject_id, t.transition_id, a.transition_id)
    from unnest(foyer.values_of('transition_id', columns, lists), machines, subjects,
                places, foyer.values_of('trigger', columns, lists)) a (transition_id, machine, subject_id, seq, trigger)
    cross join lateral (
      select o.transition_id, o.trigger from (
        select n.transition_id, n.trigger from foyer.transition n
          where n.machine = a.machine and n.subject_id = a.subject_id and n.seq = a.seq::bigint and n.seq > 0
            and n.transition_id <> a.transition_id offset 0) o  -- by that, not by the order
        order by o.transition_id limit 1) t  -- said again, it is the same task
    where a.subject_id not in (select unnest(begun));
end $$;

create or replace function foyer.find_numbers_twice(sender text, columns text[], lists text[]) returns void
language plpgsql as $$
begin
  perform foyer.keep_task('number_twice', sender, t.order_id, t.order_id, a.order_id)
    from unnest(foyer.values_of('order_id', columns, lists), foyer.values_of('order_number', columns, lists))
           a (order_id, order_number)
    cross join lateral (
      select o.order_id from (
        select n.order_id from foyer.orders n
          where n.order_number = a.order_number and n.order_id <> a.order_id offset 0) o  -- by that, not by the order
        order by o.order_id limit 1) t
    where not exists (select 1 from foyer.orders o where o.order_id = a.order_id);
end $$;

-- Only of tickets: nothing else collides by its state. Answers which they are.
create or replace function foyer.project_states(columns text[], lists text[]) returns text[]
language plpgsql as $$
declare
  found_ones text[];
begin
  with newest as materialized (
    select distinct on (a.subject_id) a.subject_id, a.to_state, a.seq::bigint as seq, a.transition_id
      from unnest(foyer.values_of('transition_id', columns, lists), foyer.values_of('machine', columns, lists),
                  foyer.values_of('subject_id', columns, lists), foyer.values_of('seq', columns, lists),
                  foyer.values_of('to_state', columns, lists))
             a (transition_id, machine, subject_id, seq, to_state)
      where a.machine = 'ticket' order by a.subject_id, a.seq::bigint desc, a.transition_id),
  projected as (
    insert into foyer.current_state as c (machine, subject_id, state, seq, transition_id)
      select 'ticket', n.subject_id, n.to_state, n.seq, n.transition_id from newest n
      on conflict (machine, subject_id)
        do update set state = excluded.state, seq = excluded.seq, transition_id = excluded.transition_id
        where c.seq < excluded.seq or c.seq = excluded.seq and c.transition_id > excluded.transition_id)
  select array_agg(n.subject_id) into found_ones from newest n;
  return coalesce(found_ones, '{}');
end $$;

-- Tickets that something happened to: which of them open the door.
create or replace function foyer.project_tickets(sender text, touched text[]) returns void
language plpgsql as $$
begin
  delete from foyer.live_ticket l
    where l.ticket_id = any (touched)
      and (select s.state from foyer.current_state s where s.machine = 'ticket' and s.subject_id = l.ticket_id)
          not in ('live', 'scanned');
  insert into foyer.live_ticket (ticket_id, performance_id, seat_id, holder, replaces)
    select t.ticket_id, t.performance_id, t.seat_id,
        case when t.exchange_id is not null
             then 'window:' || coalesce((select b.window_id from foyer.batch b where b.batch_id = t.exchange_id), sender)
             when s.holder is not null then s.holder
             when coalesce(o.channel, 'window') = 'window' then 'window:' || coalesce(o.window_id, sender)
             else 'channel:' || o.channel end,
        coalesce(t.replaces, '') <> ''
      from unnest(touched) as one (ticket_id)
      cross join lateral (select * from foyer.ticket t where t.ticket_id = one.ticket_id offset 0) t
      left join lateral (select * from foyer.orders o where o.order_id = t.order_id offset 0) o on true
      left join lateral (select * from foyer.order_split s where s.new_order_id = t.order_id offset 0) s on true
      where (select s.state from foyer.current_state s where s.machine = 'ticket' and s.subject_id = t.ticket_id)
            in ('live', 'scanned')
    on conflict do nothing;
end $$;

-- Live tickets whose places are not their holder's by what the hub says, or that share a seat.
create or replace function foyer.tickets_unplaced() returns text[]
language sql stable as $$
  select array(
    select l.ticket_id from foyer.live_ticket l
      left join foyer.seat_right r on r.performance_id = l.performance_id and r.seat_id = l.seat_id
      where l.seat_id is not null
        and (coalesce(r.holder, '') <> l.holder
             or exists (select 1 from foyer.live_ticket o where o.performance_id = l.performance_id
                          and o.seat_id = l.seat_id and o.ticket_id <> l.ticket_id))
    union all
    select min(l.ticket_id) from foyer.live_ticket l
      where l.seat_id is null and l.holder like 'window:%'
      group by l.performance_id, l.holder
      having count(*) > foyer.places_of(l.performance_id, l.holder))
$$;

-- Which window a task about a ticket is filed under: the one that sent it, or, where that was long ago, that sold it.
create or replace function foyer.told_by(sender text, ticket foyer.live_ticket) returns text
language sql stable as $$
  select coalesce(sender,
    (select o.window_id from foyer.ticket t join foyer.orders o on o.order_id = t.order_id
      where t.ticket_id = ticket.ticket_id),
    case when ticket.holder like 'window:%' then substr(ticket.holder, 8) else '' end)
$$;

-- The first ticket of those that were printed for one seat, each in place of the one before.
create or replace function foyer.first_print(id text) returns text
language plpgsql stable as $$
declare
  this foyer.ticket;
  before foyer.ticket;
begin
  select * into this from foyer.ticket t where t.ticket_id = id;
  while coalesce(this.replaces, '') <> '' loop
    select * into before from foyer.ticket t where t.ticket_id = this.replaces;
    exit when before.seat_id is distinct from this.seat_id;
    this := before;
  end loop;
  return this.ticket_id;
end $$;

-- Whose a seat is since a ticket, the first that was printed for it, was moved there: the window's that moved it; '':
-- nobody says which that is. Null: it was not moved.
create or replace function foyer.moved_by(first text) returns text
language sql stable as $$
  select case when coalesce(t.replaces, '') <> ''
      then coalesce((select 'window:' || m.window_id from foyer.reseated m where m.ticket_id = first), '') end
    from foyer.ticket t where t.ticket_id = first
$$;

-- What live tickets say about who holds their places: free ones become their seller's, what somebody else holds too
-- becomes a task. Not while the hub recovers: a seat that was sold and taken back since the backup, and is another
-- window's now, would be its seller's by the sale that is sent again.
create or replace function foyer.place_tickets(sender text, touched text[]) returns void
language plpgsql as $$
declare
  performance text;
  one record;
begin
  -- Mostly none: what is sold was leased.
  touched := array(
    select l.ticket_id from foyer.live_ticket l
      where l.ticket_id = any (touched)
        and (l.seat_id is null
             or not exists (select 1 from foyer.seat_right r where r.performance_id = l.performance_id
                              and r.seat_id = l.seat_id and r.holder = l.holder offset 0)  -- looked up, not read whole
             or exists (select 1 from foyer.live_ticket o where o.performance_id = l.performance_id
                          and o.seat_id = l.seat_id and o.ticket_id <> l.ticket_id offset 0)));
  if cardinality(touched) = 0 then
    return;
  end if;
  -- The locks of the performances where somebody gets a right.
  for performance in
    select distinct l.performance_id from foyer.live_ticket l
      left join foyer.seat_right r on r.performance_id = l.performance_id and r.seat_id = l.seat_id
      where l.ticket_id = any (touched)
        and (case when l.seat_id is null then l.holder like 'window:%' else coalesce(r.holder, '') = '' end)
        and (l.seat_id is not null
             or foyer.places_sold(l.performance_id, l.holder) > foyer.places_of(l.performance_id, l.holder))
      order by 1
  loop
    perform foyer.lock_performance(performance);
  end loop;
  perform foyer.keep_task('seat_sold_twice', foyer.told_by(sender, l), l.performance_id || '/' || l.seat_id, o.ticket_id, l.ticket_id)
    from unnest(touched) as t (ticket_id)
    join foyer.live_ticket l on l.ticket_id = t.ticket_id
    join foyer.live_ticket o on o.performance_id = l.performance_id and o.seat_id = l.seat_id
     and o.ticket_id <> l.ticket_id;
  perform foyer.keep_task('seat_not_held', foyer.told_by(sender, l), l.performance_id || '/' || l.seat_id,
      f.ticket_id, r.holder)
    from unnest(touched) as t (ticket_id)
    join foyer.live_ticket l on l.ticket_id = t.ticket_id
    cross join lateral (
      select case when l.replaces then foyer.first_print(l.ticket_id) else l.ticket_id end offset 0) f (ticket_id)
    join foyer.seat_right r on r.performance_id = l.performance_id and r.seat_id = l.seat_id
    where r.holder not in ('', l.holder) and r.holder not like 'channel:%' and r.holder not like 'paper:%'
      and coalesce(foyer.moved_by(f.ticket_id) not in ('', r.holder), true)
      and not exists (select 1 from foyer.live_ticket o where o.performance_id = l.performance_id
                        and o.seat_id = l.seat_id and o.ticket_id <> l.ticket_id);
  for one in
    select f.performance_id, f.holder, p.ends_at, array_agg(f.seat_id) as seats
      from (select distinct on (l.performance_id, l.seat_id) l.performance_id, l.seat_id, l.holder
              from foyer.live_ticket l
              left join foyer.seat_right r on r.performance_id = l.performance_id and r.seat_id = l.seat_id
              where l.ticket_id = any (touched) and l.seat_id is not null and coalesce(r.holder, '') = ''
              order by l.performance_id, l.seat_id, l.ticket_id) f
      join foyer.performance_offered p on p.performance_id = f.performance_id
      group by f.performance_id, f.holder, p.ends_at order by f.performance_id, f.holder
  loop
    perform foyer.give_seats(one.performance_id, one.holder, one.ends_at, one.seats,
      foyer.next_version(one.performance_id));
  end loop;
  for one in
    select l.performance_id, l.holder, p.ends_at, p.places, min(l.ticket_id) as ticket_id,
        foyer.places_sold(l.performance_id, l.holder) as sold
      from foyer.live_ticket l join foyer.performance_offered p on p.performance_id = l.performance_id
      where l.ticket_id = any (touched) and l.seat_id is null and l.holder like 'window:%'
      group by l.performance_id, l.holder, p.ends_at, p.places
      having foyer.places_sold(l.performance_id, l.holder) > foyer.places_of(l.performance_id, l.holder)
      order by l.performance_id, l.holder
  loop
    perform foyer.give_places(one.performance_id, one.holder, one.ends_at, one.sold,
      foyer.next_version(one.performance_id));
    if one.ends_at <> 0 and foyer.places_held(one.performance_id) > one.places then  -- 0: not offered yet
      perform foyer.keep_task('places_oversold', coalesce(sender, substr(one.holder, 8)), one.performance_id,
        one.ticket_id, one.holder);
    end if;
  end loop;
end $$;

-- Whether a parcel lost what told of somebody who was erased. Its chain is that of what it said before, so of such a
-- one the next proves the chain.
create or replace function foyer.is_emptied(content bytea) returns boolean
language sql immutable as $$
  select substr(content, 1, 1) = '\x00'::bytea
$$;

-- Parcels number first, first + 1, ... with their chains, and once more the facts in all of them, by columns:
-- "table.column", those of a table side by side, and of each the values of all rows, an array in words. Answers how
-- far the window is known now. One that is here already is passed over; one that was emptied since takes the place of
-- what is here of it.
create or replace function foyer_api.send(
  first bigint, chains text[], contents bytea[], columns text[], facts text[], started text default '') returns jsonb
language plpgsql security definer set search_path = pg_catalog, foyer, pg_temp set plan_cache_mode = force_generic_plan
  set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off as $$
declare
  me foyer.hub_window := foyer.caller_since(started);
  known foyer.window_sent;
  clash record;
  came record;
  bare text[] := array(select split_part(c.name, '.', 2) from unnest(columns) with ordinality c (name, i) order by c.i);
  names text[];
  firsts int[];
  lasts int[];
  lists text[];
  touched text[] := '{}';
  last_seq bigint := first + cardinality(chains) - 1;
  here bigint := foyer.now_us();
  next_mark bigint;
  mode text;
begin
  perform foyer.require(
    first >= 0 and cardinality(chains) <= 100000 and cardinality(contents) = cardinality(chains)
      and cardinality(facts) = cardinality(columns) and array_position(chains, null) is null
      and array_position(contents, null) is null
      and pg_column_size(contents) <= 100000000 and pg_column_size(facts) <= 500000000, 'the parcels');
  select * into known from foyer.window_sent s where s.window_id = me.window_id for update;
  if first <= known.seq then
    select p.chain as ours, c.chain as theirs into clash
      from unnest(chains[:known.seq - first + 1]) with ordinality c (chain, i)
      cross join lateral (
        select p.chain from foyer.parcel p where p.window_id = me.window_id and p.seq = first + c.i - 1 offset 0) p
      where p.chain <> c.chain order by c.i limit 1;
    if found then
      return foyer.cloned(me.window_id, clash.ours, clash.theirs);
    end if;
    update foyer.parcel p set content = c.content
      from unnest(contents) with ordinality c (content, i)
      where foyer.is_emptied(c.content) and p.window_id = me.window_id and p.seq = first + c.i - 1
        and exists (select 1 from foyer.erased);
  end if;
  if cardinality(chains) = 0 or last_seq <= known.seq then
    return jsonb_build_object('seq', known.seq, 'chain', known.chain);
  end if;
  if first > known.seq + 1 then
    perform foyer.refuse('gap');
  end if;
  select c.before as ours, c.chain as theirs into clash
    from (select n.chain, n.content, first + n.i - 1 as seq,
              case when first + n.i - 1 = known.seq + 1 then known.chain else chains[n.i - 1] end as before
            from unnest(chains, contents) with ordinality n (chain, content, i)
            where first + n.i - 1 > known.seq) c
    where not foyer.is_emptied(c.content)
      and c.chain <> encode(sha256(convert_to(c.before || ' ' || c.seq || ' ', 'UTF8') || c.content), 'hex')
    order by c.seq limit 1;
  if found then
    return foyer.cloned(me.window_id, clash.ours, clash.theirs);
  end if;

  select coalesce(max(s.mark), 0) + 1 into next_mark from foyer.window_sent s;
  insert into foyer.parcel (window_id, seq, chain, mark, arrived_at, content)
    select me.window_id, first + u.i - 1, u.chain, next_mark, here, u.content
      from unnest(chains, contents) with ordinality u (chain, content, i)
      where first + u.i - 1 > known.seq;
  update foyer.window_sent s set seq = last_seq, chain = chains[cardinality(chains)], mark = next_mark
    where s.window_id = me.window_id;

  select coalesce(array_agg(t.name order by t.name), '{}'), array_agg(t.first order by t.name),
      array_agg(t.last order by t.name) into names, firsts, lasts
    from (select split_part(c.name, '.', 1) as name, min(c.i)::int as first, max(c.i)::int as last
            from unnest(columns) with ordinality c (name, i) group by 1) t
    join foyer.mirrored m on m.name = t.name;
  for n in 1..cardinality(names) loop
    lists := facts[firsts[n]:lasts[n]];
    case names[n]
      when 'orders' then
        perform foyer.find_numbers_twice(me.window_id, bare[firsts[n]:lasts[n]], lists);
      when 'ticket' then
        touched := touched || foyer.values_of('ticket_id', bare[firsts[n]:lasts[n]], lists);
      when 'transition' then
        perform foyer.find_arrows_twice(me.window_id, bare[firsts[n]:lasts[n]], lists);
        touched := touched || foyer.project_states(bare[firsts[n]:lasts[n]], lists);
      else
    end case;
  end loop;
  -- They are new but once in years, and to look first costs half as much again.
  begin
    for n in 1..cardinality(names) loop
      perform foyer.add_facts(names[n], bare[firsts[n]:lasts[n]], facts[firsts[n]:lasts[n]], false);
    end loop;
  exception when unique_violation then
    for n in 1..cardinality(names) loop
      perform foyer.add_facts(names[n], bare[firsts[n]:lasts[n]], facts[firsts[n]:lasts[n]], true);
    end loop;
  end;
  if exists (select 1 from foyer.erased) then
    for came in
      select split_part(c.name, '.', 1) as name, min(c.i)::int as first, max(c.i)::int as last,
          array_agg(split_part(c.name, '.', 2) order by c.i) as columns
        from unnest(columns) with ordinality c (name, i) group by 1
    loop
      if came.name = 'erased' then
        perform foyer.forget_all();
      else
        perform foyer.forget(came.name, came.columns, facts[came.first:came.last]);
      end if;
    end loop;
  end if;
  touched := array(select distinct unnest(touched));
  if cardinality(touched) > 0 then
    perform foyer.project_tickets(me.window_id, touched);
  end if;
  select h.mode into mode from foyer.hub h;
  if mode <> 'granting' then  -- perhaps these are the last that were waited for
    select h.mode into mode from foyer.hub h for update;
    perform foyer.settle_mode();
  elsif cardinality(touched) > 0 then
    -- The last word on it is said after us, or we hear it: whoever ends the recovery has this row.
    select h.mode into mode from foyer.hub h for share;
  end if;
  if mode = 'granting' then
    perform foyer.place_tickets(me.window_id, touched);
  end if;
  perform foyer.settle_gone();
  return jsonb_build_object('seq', last_seq, 'chain', chains[cardinality(chains)]);
end $$;

-- Parcels of others after what is known of each, in the order in which they arrived; a window's own only if it is
-- among the known. At most 500 of each window, and never one before which something is missing.
create or replace function foyer_api.fetch(known jsonb, most_bytes bigint, started text default '')
returns table (window_id text, seq bigint, chain text, content bytea)
language plpgsql security definer set search_path = pg_catalog, foyer, pg_temp
  set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off as $$
declare
  me foyer.hub_window := foyer.caller_since(started);
begin
  perform foyer.require(most_bytes between 0 and 100000000 and pg_column_size(known) <= 1000000, 'what is known');
  return query
    with sources as materialized (
      select s.window_id, coalesce((known->>s.window_id)::bigint, 0) as after from foyer.window_sent s
        where (s.window_id <> me.window_id or known ? me.window_id)
          and s.seq > coalesce((known->>s.window_id)::bigint, 0)),
    near as materialized (
      select n.* from sources o cross join lateral (
        select p.window_id, p.seq, p.mark, octet_length(p.content) as size from foyer.parcel p
          where p.window_id = o.window_id and p.seq > o.after order by p.seq limit 500) n),
    whole as (
      select min(full_one.mark) as until from (
        select max(n.mark) as mark from near n group by n.window_id having count(*) = 500) full_one),
    summed as (
      select n.window_id, n.seq, n.mark,
          sum(n.size) over (order by n.mark, n.window_id, n.seq) as till,
          row_number() over (order by n.mark, n.window_id, n.seq) as i
        from near n, whole w where w.until is null or n.mark <= w.until)
    select p.window_id, p.seq, p.chain, p.content
      from summed s join foyer.parcel p on p.window_id = s.window_id and p.seq = s.seq
      where s.i = 1 or s.till <= most_bytes
      order by s.mark, s.window_id, s.seq;
end $$;
