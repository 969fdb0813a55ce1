-- How many claims of a round are in which state, and their money: kept up as claims move, so that a page costs the same for
-- ten claims and for a hundred thousand. Connections count into sixty-four parts, so that acts do not wait for one another.
create table claim_counts (
  cycle_id uuid not null references cycles on delete cascade,
  state text not null,
  handed_in boolean not null,
  part int not null,
  claims bigint not null,
  asked_fen numeric not null,
  granted_fen numeric not null,
  primary key (cycle_id, state, handed_in, part)
);

create function count_claims() returns trigger language plpgsql as $$
begin
  if tg_op = 'INSERT' then
    insert into claim_counts as counts
    select cycle_id, state, number is not null, pg_backend_pid() % 64, count(*), sum(coalesce(asked_fen, 0)), sum(coalesce(granted_fen, 0))
    from new_claims group by 1, 2, 3 order by 1, 2, 3
    on conflict (cycle_id, state, handed_in, part) do update set
      claims = counts.claims + excluded.claims,
      asked_fen = counts.asked_fen + excluded.asked_fen,
      granted_fen = counts.granted_fen + excluded.granted_fen;
  else
    insert into claim_counts as counts
    select cycle_id, state, handed_in, pg_backend_pid() % 64, sum(n), sum(n * asked), sum(n * granted)
    from (
      select cycle_id, state, number is not null as handed_in, 1 as n, coalesce(asked_fen, 0) as asked, coalesce(granted_fen, 0) as granted from new_claims
      union all
      select cycle_id, state, number is not null, -1, coalesce(asked_fen, 0), coalesce(granted_fen, 0) from old_claims
    ) moved
    group by 1, 2, 3 having sum(n) <> 0 or sum(n * asked) <> 0 or sum(n * granted) <> 0 order by 1, 2, 3
    on conflict (cycle_id, state, handed_in, part) do update set
      claims = counts.claims + excluded.claims,
      asked_fen = counts.asked_fen + excluded.asked_fen,
      granted_fen = counts.granted_fen + excluded.granted_fen;
  end if;
  return null;
end $$;
create trigger claims_counted_new after insert on claims
  referencing new table as new_claims for each statement execute function count_claims();
create trigger claims_counted after update on claims
  referencing old table as old_claims new table as new_claims for each statement execute function count_claims();
insert into claim_counts
select cycle_id, state, number is not null, 0, count(*), sum(coalesce(asked_fen, 0)), sum(coalesce(granted_fen, 0)) from claims group by 1, 2, 3;

-- What moved on each account of a round in a day: balances and the chart are read from here. Whoever posts holds the budget or the round.
create table ledger_days (
  cycle_id uuid not null references cycles on delete cascade,
  account text not null,
  day date not null,
  debit_fen numeric not null,
  credit_fen numeric not null,
  primary key (cycle_id, account, day)
);

create function sum_ledger_days() returns trigger language plpgsql as $$
begin
  insert into ledger_days as days
  select cycle_id, account, (at at time zone 'Asia/Shanghai')::date, sum(debit_fen), sum(credit_fen)
  from new_rows group by 1, 2, 3 order by 1, 2, 3
  on conflict (cycle_id, account, day) do update set
    debit_fen = days.debit_fen + excluded.debit_fen,
    credit_fen = days.credit_fen + excluded.credit_fen;
  return null;
end $$;
create trigger ledger_summed after insert on ledger
  referencing new table as new_rows for each statement execute function sum_ledger_days();
insert into ledger_days
select cycle_id, account, (at at time zone 'Asia/Shanghai')::date, sum(debit_fen), sum(credit_fen) from ledger group by 1, 2, 3;

-- The list of a round's claims, of all and of one state; and what is due in it.
create index claims_list on claims (cycle_id, number) where number is not null;
create index claims_list_state on claims (cycle_id, state, number) where number is not null;
create index tasks_due_of_cycle on tasks (cycle_id, due_at) where state = 'open';

grant select, insert, update on claim_counts, ledger_days to chengban_app;
