-- Until when a scope's workflow sleeps: who opens something that is due later need not wake it.
alter table scopes add column next_at timestamptz;
