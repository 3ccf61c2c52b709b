-- What a row of the outbox that may be with the provider already is asked by, and what frequency caps count.

-- is_doubtful: 1: an attempt has no known end; 2: and somebody takes the risk that it is sent twice.
ALTER TABLE outbox ADD COLUMN doubtful_us INTEGER;  -- when the first such attempt began
ALTER TABLE outbox ADD COLUMN counted_day INTEGER;  -- of contact_count, as which it counts; none: it does not
