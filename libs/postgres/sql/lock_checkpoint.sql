-- $1 projection, $2 partition: nobody moves this checkpoint until the transaction ends.
select seq from projection_checkpoints where projection = $1 and partition = $2 for update
