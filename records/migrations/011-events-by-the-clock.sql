-- What happened to a payment is told by the clock that decides every other date that people are told.
alter table payout_events alter column at set default business_now();
