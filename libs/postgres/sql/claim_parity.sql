-- $1 milliseconds: the right to look next, until the transaction ends. No row in answer: another
-- process is looking, or did so less than that ago. A look in the future was before the clock went back.
select cursor from mirror.parity
 where looked_at is null or looked_at > clock_timestamp()
    or looked_at <= clock_timestamp() - $1 * interval '1 millisecond'
   for update skip locked
