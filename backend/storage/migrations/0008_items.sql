-- SPDX-License-Identifier: Apache-2.0
-- LangGraph's store over the `store` table: a batch of operations (JSON of the STORE frame) in one call, so that
-- values pass from jsonb to jsonb without being rewritten on the way.

create function heddle_prefix_v1(p_namespace jsonb) returns text language sql immutable as $$
  select coalesce(string_agg(part, '.' order by place), '')
    from jsonb_array_elements_text(case when jsonb_typeof(p_namespace) = 'array' then p_namespace else '[]' end)
         with ordinality as parts(part, place)
$$;

create function heddle_item_v1(s store) returns jsonb language sql stable as $$
  select jsonb_build_object('namespace', to_jsonb(string_to_array(s.prefix, '.')), 'key', s.key, 'value', s.value,
                            'created_at', heddle_iso_v1(s.created_at), 'updated_at', heddle_iso_v1(s.updated_at))
$$;

-- One condition of a search filter: a plain value means equality, an object of $-operators compares.
create function heddle_item_matches_v1(p_value jsonb, p_filter jsonb) returns boolean language plpgsql immutable as $$
declare
  f record;
  o record;
  v_field jsonb;
  v_ok boolean;
begin
  for f in select * from jsonb_each(heddle_object_v1(p_filter)) loop
    v_field := p_value -> f.key;
    if jsonb_typeof(f.value) = 'object' and exists (select 1 from jsonb_object_keys(f.value) k where k like '$%') then
      for o in select * from jsonb_each(f.value) loop
        -- Like with like: numbers as numbers, everything else by its text.
        v_ok := case o.key
          when '$eq' then v_field = o.value
          when '$ne' then v_field is distinct from o.value
          when '$gt' then heddle_compare_v1(v_field, o.value) > 0
          when '$gte' then heddle_compare_v1(v_field, o.value) >= 0
          when '$lt' then heddle_compare_v1(v_field, o.value) < 0
          when '$lte' then heddle_compare_v1(v_field, o.value) <= 0
          else false end;
        if v_ok is not true then return false; end if;
      end loop;
    elsif v_field is distinct from f.value then
      return false;
    end if;
  end loop;
  return true;
end $$;

create function heddle_compare_v1(a jsonb, b jsonb) returns int language sql immutable as $$
  select case when a is null or b is null then null
              when jsonb_typeof(a) = 'number' and jsonb_typeof(b) = 'number'
                then sign((a #>> '{}')::numeric - (b #>> '{}')::numeric)::int
              when (a #>> '{}') collate "C" < (b #>> '{}') collate "C" then -1
              when (a #>> '{}') = (b #>> '{}') then 0 else 1 end
$$;

create function heddle_touch_item_v1(p_prefix text, p_key text) returns void language sql as $$
  update store set expires_at = clock_timestamp() + ttl_minutes * interval '1 minute'
   where prefix = p_prefix and key = p_key and ttl_minutes is not null
$$;

create function heddle_search_items_v1(p_op jsonb) returns jsonb language plpgsql as $$
declare
  v_prefix text := heddle_prefix_v1(p_op -> 'namespace_prefix');
  v_like text := replace(replace(replace(v_prefix, '\', '\\'), '%', '\%'), '_', '\_') || '.%';
  v_items jsonb;
begin
  select coalesce(jsonb_agg(heddle_item_v1(hit) order by hit.updated_at desc, hit.key), '[]') into v_items
    from (select s.* from store s
           where (v_prefix = '' or s.prefix = v_prefix or s.prefix like v_like)
             and (s.expires_at is null or s.expires_at > clock_timestamp())
             and heddle_item_matches_v1(s.value, p_op -> 'filter')
           order by s.updated_at desc, s.key
           limit coalesce((p_op ->> 'limit')::int, 10) offset coalesce((p_op ->> 'offset')::int, 0)) hit;
  if coalesce((p_op ->> 'refresh_ttl')::boolean, true) then
    perform heddle_touch_item_v1(heddle_prefix_v1(item -> 'namespace'), item ->> 'key')
       from jsonb_array_elements(v_items) item;
  end if;
  return v_items;
end $$;

-- Whether a namespace begins or ends with a path in which * stands for any one label.
create function heddle_namespace_matches_v1(p_labels text[], p_conditions jsonb) returns boolean
language plpgsql immutable as $$
declare
  c record;
  v_path text[];
  v_part text[];
begin
  for c in select x.value from jsonb_array_elements(
             case when jsonb_typeof(p_conditions) = 'array' then p_conditions else '[]' end) x loop
    v_path := array(select jsonb_array_elements_text(c.value -> 'path'));
    if cardinality(p_labels) < cardinality(v_path) then return false; end if;
    v_part := case c.value ->> 'match_type'
      when 'suffix' then p_labels[cardinality(p_labels) - cardinality(v_path) + 1 :]
      else p_labels[: cardinality(v_path)] end;
    for place in 1 .. cardinality(v_path) loop
      if v_path[place] <> '*' and v_path[place] <> v_part[place] then return false; end if;
    end loop;
  end loop;
  return true;
end $$;

create function heddle_list_namespaces_v1(p_op jsonb) returns jsonb language sql stable as $$
  select coalesce(jsonb_agg(to_jsonb(labels) order by labels), '[]')
    from (select distinct case when p_op ->> 'max_depth' is null then l.labels
                               else l.labels[: (p_op ->> 'max_depth')::int] end as labels
            from (select distinct string_to_array(prefix, '.') as labels from store
                   where expires_at is null or expires_at > clock_timestamp()) l
           where heddle_namespace_matches_v1(l.labels, p_op -> 'match_conditions')
           order by 1 limit coalesce((p_op ->> 'limit')::int, 100) offset coalesce((p_op ->> 'offset')::int, 0)) listed
$$;

create function heddle_put_item_v1(p_op jsonb) returns void language plpgsql as $$
declare
  v_prefix text := heddle_prefix_v1(p_op -> 'namespace');
  v_minutes double precision := (p_op ->> 'ttl')::double precision;
begin
  if coalesce(jsonb_typeof(p_op -> 'value'), 'null') = 'null' then
    delete from store where prefix = v_prefix and key = p_op ->> 'key';
    return;
  end if;
  insert into store (prefix, key, value, created_at, updated_at, expires_at, ttl_minutes)
  values (v_prefix, p_op ->> 'key', p_op -> 'value', clock_timestamp(), clock_timestamp(),
          clock_timestamp() + v_minutes * interval '1 minute', ceil(v_minutes)::int)
  on conflict (prefix, key) do update
    set value = excluded.value, updated_at = excluded.updated_at, expires_at = excluded.expires_at,
        ttl_minutes = excluded.ttl_minutes;
end $$;

create function heddle_store_batch_v1(p_ops jsonb) returns jsonb language plpgsql as $$
declare
  op record;
  v_answers jsonb := '[]';
  v_item store;
begin
  for op in select x.value as it from jsonb_array_elements(p_ops) with ordinality x(value, place) order by place loop
    case op.it ->> 'op'
      when 'get' then
        select s.* into v_item from store s
         where s.prefix = heddle_prefix_v1(op.it -> 'namespace') and s.key = op.it ->> 'key'
           and (s.expires_at is null or s.expires_at > clock_timestamp());
        if found and coalesce((op.it ->> 'refresh_ttl')::boolean, true) then
          perform heddle_touch_item_v1(v_item.prefix, v_item.key);
        end if;
        v_answers := v_answers || jsonb_build_array(case when found then heddle_item_v1(v_item) end);
      when 'put' then
        perform heddle_put_item_v1(op.it);
        v_answers := v_answers || 'null'::jsonb;
      when 'search' then
        v_answers := v_answers || jsonb_build_array(heddle_search_items_v1(op.it));
      when 'list_namespaces' then
        v_answers := v_answers || jsonb_build_array(heddle_list_namespaces_v1(op.it));
      else
        raise exception 'unknown store operation %', op.it ->> 'op' using errcode = 'HD422';
    end case;
  end loop;
  return v_answers;
end $$;
