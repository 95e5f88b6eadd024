-- $1 {flag: value}: the defaults of the service's environment; only what differs is written.
insert into flag_defaults as d (flag, value)
select key, value::boolean from json_each_text($1)
on conflict (flag) do update set value = excluded.value, set_at = excluded.set_at
 where d.value <> excluded.value
