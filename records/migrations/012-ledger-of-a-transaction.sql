-- Each posting is checked against the others of its transaction, and the two sides of a movement are shown together.
create index ledger_transaction on ledger (transaction_id, id);
-- Accounts that wait for a second person.
create index accounts_proposed on accounts (made_at, id) where state = 'proposed';
