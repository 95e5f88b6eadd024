-- A seating whose tables are kept until other moments: its window lasts as long as the longest of them, and
-- those that are kept less long say until when. p_ends: {table id: instant}.
create or replace function seating_until(p_seating jsonb, p_ends jsonb) returns jsonb
  language sql immutable
  as $$
    select p_seating || jsonb_build_object(
             'window', p_seating -> 'window' || jsonb_build_object('end', longest.until),
             'tables', (
               select jsonb_agg(case when p_ends ->> (t.ref ->> 'tableId') < longest.until
                                     then (t.ref - 'until') || jsonb_build_object('until', p_ends -> (t.ref ->> 'tableId'))
                                     else t.ref - 'until' end order by t.place)
                 from jsonb_array_elements(p_seating -> 'tables') with ordinality t(ref, place)))
      from (select max(p_ends ->> (t.ref ->> 'tableId')) as until
              from jsonb_array_elements(p_seating -> 'tables') t(ref)) longest
  $$;
