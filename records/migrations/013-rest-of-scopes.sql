-- When a scope's workflow was last signalled, and when an ask last left it waiting: one that was signalled and did not come
-- to rest is signalled again, also where Temporal's store was put back to what it was before the signal.
alter table scopes add column signalled_at timestamptz, add column rested_at timestamptz;
