-- Who calls, what time it is, and how the hub says no.
--
-- The files of this folder are run in the order of their names, as the hub's owner. What a window may call is in
-- foyer_api, runs as the owner, and finds its tables on a fixed path with temporary tables last: nobody can put
-- another table before ours. Helpers are in foyer, where no window may look.

create or replace function foyer.now_us() returns bigint
language sql volatile as $$
  select (extract(epoch from clock_timestamp()) * 1000000)::bigint
$$;

-- A refusal undoes everything of the call. Its message is the "what" of HubRefused.
create or replace function foyer.refuse(what text) returns void
language plpgsql as $$
begin
  raise exception using errcode = 'FY000', message = what;
end $$;

-- No window's program says what is not so: whoever does has its role and nothing of its sense. "sense" null: no.
create or replace function foyer.require(sense boolean, what text) returns void
language plpgsql as $$
begin
  if sense is not true then
    raise exception '% makes no sense', what;
  end if;
end $$;

-- What not every engine says, or says to everybody; "foyer hub init" takes '' for it there.
create or replace function foyer.system_now() returns text
language plpgsql stable as $$
begin
  return (select c.system_identifier from pg_control_system() c);
end $$;

-- A standby that is promoted begins a new one.
create or replace function foyer.timeline_now() returns text
language plpgsql stable as $$
begin
  return left(pg_walfile_name(pg_current_wal_lsn()), 8);
end $$;

-- Which server this is, which database of it, in which timeline, and whether a standby has what is committed before
-- anybody is told so. Another server has the same rows only out of a backup.
create or replace function foyer.server_now() returns text
language plpgsql stable as $$
begin
  return concat_ws('/', foyer.system_now(), (select d.oid from pg_database d where d.datname = current_database()),
    foyer.timeline_now(),
    case when current_setting('synchronous_standby_names', true) <> ''
           and current_setting('synchronous_commit', true) in ('on', 'remote_apply', 'remote_write')
         then 'mirrored' end);
end $$;

-- Whether some of what windows were told is not here: what is here was in another server or database, or in another
-- timeline of it, and the last that came from there does not say that a standby had all.
create or replace function foyer.may_lack(was text, here text) returns boolean
language sql immutable as $$
  select was <> ''
    and (split_part(was, '/', 1) <> split_part(here, '/', 1) or split_part(was, '/', 2) <> split_part(here, '/', 2)
         or '' not in (split_part(was, '/', 3), split_part(here, '/', 3))
            and split_part(was, '/', 3) <> split_part(here, '/', 3) and split_part(was, '/', 4) <> 'mirrored')
$$;

-- The window that calls, by the role it signed in with, whatever role it may have taken on since.
create or replace function foyer.caller() returns foyer.hub_window
language plpgsql as $$
declare
  me foyer.hub_window;
begin
  select * into me from foyer.hub_window where role = session_user;
  if not found or me.standing = 'invited' then
    perform foyer.refuse('unknown');
  elsif me.standing = 'shut_out' then
    perform foyer.refuse('shut_out');
  end if;
  return me;
end $$;

-- Whether another machine, or a later start of this one, has greeted as the window since. Says nothing where the
-- start of either is not known.
create or replace function foyer.is_superseded(me foyer.hub_window, started text) returns boolean
language sql immutable as $$
  select coalesce(started, '') <> '' and me.instance <> '' and started <> me.instance
$$;

-- A window that greeted when the hub had another form of facts, or has one itself: as its greeting would be.
create or replace function foyer.require_form(theirs int) returns void
language plpgsql as $$
declare
  ours int := (select h.schema_version from foyer.hub h);
begin
  if theirs not in (-1, ours) then  -- -1: it has not greeted yet
    perform foyer.refuse(case when theirs < ours then 'newer' else 'older' end);
  end if;
end $$;

-- The window that calls, which must have greeted with this start of its program, or with none that is known: of
-- anything else it finds out what is the matter when it greets again.
create or replace function foyer.caller_since(started text) returns foyer.hub_window
language plpgsql as $$
declare
  me foyer.hub_window := foyer.caller();
begin
  if foyer.is_superseded(me, started) then
    perform foyer.refuse('gap');
  end if;
  perform foyer.require_form(me.schema_version);
  return me;
end $$;

-- Ends what a window's role does that no window's program does: a transaction that it leaves open, a sleep, or anything
-- that lasts longer than a window waits. It holds locks that others wait for, and no setting that it may change keeps it
-- from that. Every other window looks once a second; to be able to, the owner is a member of every window's role.
create or replace function foyer.end_stuck(
  idle interval default '5 seconds', whole interval default '30 seconds') returns void
language plpgsql as $$
declare
  stuck record;
begin
  for stuck in
    select a.pid, w.window_id, (extract(epoch from a.xact_start) * 1000000)::bigint as began
      from pg_stat_activity a join foyer.hub_window w on w.role = a.usename::text
      where a.datname = current_database() and a.pid <> pg_backend_pid()
        and (a.wait_event = 'PgSleep' or a.xact_start < clock_timestamp() - whole
             or a.state like 'idle in transaction%' and a.state_change < clock_timestamp() - idle)
  loop
    perform pg_terminate_backend(stuck.pid);
    insert into foyer.window_held_up (window_id, began) values (stuck.window_id, stuck.began) on conflict do nothing;
  end loop;
end $$;

create or replace function foyer.task_id(kind text, subject text, one text, other text) returns text
language sql stable as $$
  select md5(concat_ws('/', kind, subject, least(one, other), greatest(one, other)))
$$;

-- Keeps a task, once for the same two sides. One that had settled itself is open again: of two arrows in one place of
-- a ticket's life another counts, once it is heard.
create or replace function foyer.keep_task(kind text, window_id text, subject text, one text, other text)
returns void language sql volatile as $$
  insert into foyer.hub_task as t (task_id, kind, at, window_id, subject, one, other)
    values (foyer.task_id(kind, subject, one, other), kind, foyer.now_us(), window_id, subject, one, other)
    on conflict (task_id) do update set settled = '' where t.settled = 'gone'
$$;

-- Two machines go on as one window: a task while none is open, and the refusal as an answer, so that the task stays.
create or replace function foyer.cloned(about text, one text, other text) returns jsonb
language plpgsql as $$
begin
  if not exists (select 1 from foyer.hub_task t
                  where t.kind = 'cloned' and t.window_id = about and t.settled = '') then
    insert into foyer.hub_task (task_id, kind, at, window_id, subject, one, other)
      values (replace(gen_random_uuid()::text, '-', ''), 'cloned', foyer.now_us(), about, about, one, other);
  end if;
  return jsonb_build_object('refused', 'cloned');
end $$;
