-- Tasks whose cause went away before anybody settled them.

-- Two tickets for one seat: one of them opens the door no more. A ticket for a seat that somebody else has: no ticket
-- of its order opens the door with that seat, or the seat is its seller's now, or that window's which moved it there.
create or replace function foyer.is_gone(kind text, subject text, one text, other text) returns boolean
language plpgsql stable as $$
begin
  if kind = 'seat_sold_twice' then
    return 2 > (select count(*) from foyer.live_ticket l where l.ticket_id in (one, other));
  elsif kind = 'seat_not_held' then
    return exists (select 1 from foyer.ticket t where t.ticket_id = one)
      and not exists (
        select 1 from foyer.ticket s
          join foyer.live_ticket l on l.performance_id = s.performance_id and l.seat_id = s.seat_id
          join foyer.ticket t on t.ticket_id = l.ticket_id and t.order_id = s.order_id
          left join foyer.seat_right r on r.performance_id = l.performance_id and r.seat_id = l.seat_id
          where s.ticket_id = one and coalesce(r.holder, '') <> l.holder
            and coalesce(foyer.moved_by(foyer.first_print(l.ticket_id)) <> coalesce(r.holder, ''), true));
  end if;
  return false;
end $$;

-- There are few open ones, if any. Those that another call settles this moment are passed over.
create or replace function foyer.settle_gone() returns void
language plpgsql as $$
begin
  update foyer.hub_task t set settled = 'gone'
    where t.task_id in (
      select o.task_id from foyer.hub_task o
        where o.settled = '' and o.kind in ('seat_sold_twice', 'seat_not_held')
          and foyer.is_gone(o.kind, o.subject, o.one, o.other)
        for update skip locked);
end $$;
