-- $1 the search path of this transaction, whose statements are many and small: compiling them costs
-- more than it gains.
select set_config('search_path', $1, true), set_config('jit', 'off', true)
