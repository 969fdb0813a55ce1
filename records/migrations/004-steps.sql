-- One row a workflow: what it was last told, and by the clock of deadlines when.
create table scopes (
  scope text primary key,
  workflow_type text not null,
  cycle_id uuid not null references cycles,
  state text not null default 'open' check (state in ('open', 'done')),
  opened_at timestamptz not null default clock_timestamp(),
  asked_at timestamptz
);
create index scopes_open on scopes (scope) where state = 'open';

create table tasks (
  id uuid primary key default gen_random_uuid(),
  scope text not null,
  cycle_id uuid not null references cycles,
  case_id uuid references cases,
  step text not null,
  round int not null,
  seat text not null,
  role text not null,
  unit_id uuid not null references units,
  unit_name text not null,
  assignee_id uuid references people,
  assignee_name text,
  mandatory boolean not null default false,
  state text not null default 'open' check (state in ('open', 'done', 'void')),
  outcome text,
  opened_at timestamptz not null,
  due_at timestamptz,
  due_revision int not null default 1,
  closed_at timestamptz,
  closed_by uuid references people,
  urged int not null default 0,
  unique nulls not distinct (scope, case_id, step, round, seat)
);
create index tasks_open_unit on tasks (unit_id, role) where state = 'open';
create index tasks_open_due on tasks (due_at) where state = 'open';
create index tasks_case on tasks (case_id);
create index tasks_cycle on tasks (cycle_id, step, round);
-- Who still owes an answer is counted on every page of a ledger, over the index alone.
create index tasks_silent on tasks (cycle_id, step) include (mandatory) where state = 'open';

create table due_workings (
  subject_id uuid not null,
  due_revision int not null,
  cycle_id uuid not null references cycles,
  due_at timestamptz not null,
  provisional boolean not null,
  working jsonb not null,
  reason text,
  primary key (subject_id, due_revision)
);

create table rungs (
  id uuid primary key default gen_random_uuid(),
  scope text not null,
  cycle_id uuid not null references cycles,
  case_id uuid references cases,
  task_id uuid not null references tasks,
  step text not null,
  round int not null,
  due_revision int not null,
  rung text not null,
  kind text not null,
  occasion text not null,
  addressed_to text not null,
  only_when text,
  release_by text,
  at timestamptz not null,
  state text not null check (state in ('waiting', 'done', 'overtaken', 'left-out', 'prepared', 'held-back', 'void')),
  acted_at timestamptz,
  released_by uuid references people,
  released_by_name text,
  released_at timestamptz,
  reason text,
  unique (task_id, due_revision, rung)
);
create index rungs_waiting on rungs (scope, at) include (kind) where state = 'waiting';
create index rungs_waiting_at on rungs (at) where state = 'waiting';
create index rungs_prepared on rungs (at) where state = 'prepared';

create table decisions (
  id uuid primary key default gen_random_uuid(),
  cycle_id uuid not null references cycles,
  case_id uuid references cases,
  task_id uuid references tasks,
  step text,
  round int,
  act text not null,
  verdict text,
  reason text,
  clause text,
  detail jsonb not null default '{}',
  person_id uuid references people,
  person_name text not null,
  unit_id uuid references units,
  unit_name text not null,
  at timestamptz not null
);
create index decisions_cycle on decisions (cycle_id, at);
create index decisions_case on decisions (case_id, at);
