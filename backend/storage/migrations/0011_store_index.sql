-- SPDX-License-Identifier: Apache-2.0
-- Semantic search over store items, nested filters, and items that are kept for a time.

-- As plain arrays, which every Postgres has; with pgvector they are cast where they are compared.
create table heddle_store_vectors (
  prefix text not null,
  key text not null,
  field text not null,
  embedding float4[] not null,
  primary key (prefix, key, field),
  foreign key (prefix, key) references store on delete cascade);
alter table heddle_store_vectors alter column embedding set storage external;

-- Like with like: what cannot be ordered is neither above nor below.
create function heddle_compare_v2(a jsonb, b jsonb) returns int language sql immutable as $$
  select case when a is null or b is null or jsonb_typeof(a) <> jsonb_typeof(b) or jsonb_typeof(a) not in ('number', 'string') then null
              when jsonb_typeof(a) = 'number' then sign((a #>> '{}')::numeric - (b #>> '{}')::numeric)::int
              when (a #>> '{}') collate "C" < (b #>> '{}') collate "C" then -1
              when a = b then 0 else 1 end
$$;

create function heddle_operator_holds_v1(p_value jsonb, p_operator text, p_operand jsonb) returns boolean
language plpgsql immutable as $$
begin
  case p_operator
    when '$eq' then return coalesce(p_value, 'null') = p_operand;
    when '$ne' then return coalesce(p_value, 'null') <> p_operand;
    when '$gt' then return coalesce(heddle_compare_v2(p_value, p_operand) > 0, false);
    when '$gte' then return coalesce(heddle_compare_v2(p_value, p_operand) >= 0, false);
    when '$lt' then return coalesce(heddle_compare_v2(p_value, p_operand) < 0, false);
    when '$lte' then return coalesce(heddle_compare_v2(p_value, p_operand) <= 0, false);
    else raise exception 'The filter operator % is not one of $eq, $ne, $gt, $gte, $lt, $lte.', p_operator
      using errcode = 'HD400';
  end case;
end $$;

-- A filter beside a value: an object of $-operators compares, another object holds for the fields it names, a list
-- element by element, anything else by equality. A field that is absent counts as null.
create function heddle_filter_holds_v1(p_value jsonb, p_filter jsonb) returns boolean language plpgsql immutable as $$
begin
  if jsonb_typeof(p_filter) = 'object' then
    if exists (select 1 from jsonb_object_keys(p_filter) k where k like '$%') then
      return coalesce((select bool_and(heddle_operator_holds_v1(p_value, o.key, o.value)) from jsonb_each(p_filter) o), true);
    elsif jsonb_typeof(p_value) is distinct from 'object' then
      return false;
    end if;
    return coalesce((select bool_and(heddle_filter_holds_v1(p_value -> f.key, f.value)) from jsonb_each(p_filter) f), true);
  elsif jsonb_typeof(p_filter) = 'array' then
    if jsonb_typeof(p_value) is distinct from 'array' then return false; end if;
    if jsonb_array_length(p_value) <> jsonb_array_length(p_filter) then return false; end if;
    return coalesce((select bool_and(heddle_filter_holds_v1(p_value -> f.place::int - 1, f.value))
                       from jsonb_array_elements(p_filter) with ordinality f(value, place)), true);
  end if;
  return coalesce(p_value, 'null') = p_filter;
end $$;

-- What stands below a search's prefix, label by label, passes its filter and has not expired.
create function heddle_items_under_v1(p_op jsonb) returns setof store language plpgsql stable as $$
declare
  v_prefix text := heddle_prefix_v1(p_op -> 'namespace_prefix');
  v_like text := replace(replace(replace(v_prefix, '\', '\\'), '%', '\%'), '_', '\_') || '.%';
  v_filter jsonb := heddle_object_v1(p_op -> 'filter');
begin
  return query
    select s.* from store s
     where (v_prefix = '' or s.prefix = v_prefix or s.prefix like v_like)
       and (s.expires_at is null or s.expires_at > clock_timestamp())
       and (v_filter = '{}' or heddle_filter_holds_v1(s.value, v_filter));
end $$;

create function heddle_search_items_v2(p_op jsonb, p_refresh boolean) returns jsonb language plpgsql as $$
declare
  v_items jsonb;
begin
  select coalesce(jsonb_agg(heddle_item_v1(hit) order by hit.updated_at desc, hit.prefix, hit.key), '[]') into v_items
    from (select s.* from heddle_items_under_v1(p_op) s order by s.updated_at desc, s.prefix, s.key
           limit coalesce((p_op ->> 'limit')::int, 10) offset coalesce((p_op ->> 'offset')::int, 0)) hit;
  if coalesce((p_op ->> 'refresh_ttl')::boolean, p_refresh) then
    perform heddle_touch_item_v1(heddle_prefix_v1(item -> 'namespace'), item ->> 'key')
       from jsonb_array_elements(v_items) item;
  end if;
  return v_items;
end $$;

-- The items of a ranking, with their scores, in its order.
create function heddle_ranked_items_v1(p_prefixes text[], p_keys text[], p_scores float8[], p_refresh boolean)
returns jsonb language plpgsql as $$
begin
  if p_refresh then
    perform heddle_touch_item_v1(h.prefix, h.key) from unnest(p_prefixes, p_keys) h(prefix, key);
  end if;
  return (select coalesce(jsonb_agg(heddle_item_v1(s) || jsonb_build_object('score', h.score) order by h.place), '[]')
            from unnest(p_prefixes, p_keys, p_scores) with ordinality h(prefix, key, score, place)
            join store s on s.prefix = h.prefix and s.key = h.key);
end $$;

create function heddle_put_item_v2(p_op jsonb, p_default_ttl float8) returns void language plpgsql as $$
declare
  v_prefix text := heddle_prefix_v1(p_op -> 'namespace');
  v_key text := p_op ->> 'key';
  v_minutes float8 := case when p_op ? 'ttl' then (p_op ->> 'ttl')::float8 else p_default_ttl end;
begin
  if coalesce(jsonb_typeof(p_op -> 'value'), 'null') = 'null' then
    delete from store where prefix = v_prefix and key = v_key;
    return;
  end if;
  insert into store (prefix, key, value, created_at, updated_at, expires_at, ttl_minutes)
  values (v_prefix, v_key, p_op -> 'value', clock_timestamp(), clock_timestamp(),
          clock_timestamp() + v_minutes * interval '1 minute', ceil(v_minutes)::int)
  on conflict (prefix, key) do update
    set value = excluded.value, updated_at = excluded.updated_at, expires_at = excluded.expires_at,
        ttl_minutes = excluded.ttl_minutes;
  delete from heddle_store_vectors where prefix = v_prefix and key = v_key;
  if p_op ? 'vectors' then
    insert into heddle_store_vectors (prefix, key, field, embedding)
    select v_prefix, v_key, x.value ->> 'field',
           array(select n.value::float4 from jsonb_array_elements_text(x.value -> 'vector') with ordinality n(value, place)
                  order by n.place)
      from jsonb_array_elements(p_op -> 'vectors') x
    on conflict do nothing;
  end if;
end $$;

-- A search marked semantic is answered by null here: its ranking needs the vectors first.
create function heddle_store_batch_v2(p_ops jsonb, p_default_ttl float8, p_refresh boolean) returns jsonb
language plpgsql as $$
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
        if found and coalesce((op.it ->> 'refresh_ttl')::boolean, p_refresh) then
          perform heddle_touch_item_v1(v_item.prefix, v_item.key);
        end if;
        v_answers := v_answers || jsonb_build_array(case when v_item.key is not null then heddle_item_v1(v_item) end);
        v_item := null;
      when 'put' then
        perform heddle_put_item_v2(op.it, p_default_ttl);
        v_answers := v_answers || 'null'::jsonb;
      when 'search' then
        v_answers := v_answers || jsonb_build_array(case when (op.it ->> 'semantic')::boolean then null
                                                         else heddle_search_items_v2(op.it, p_refresh) end);
      when 'list_namespaces' then
        v_answers := v_answers || jsonb_build_array(heddle_list_namespaces_v1(op.it));
      else
        raise exception 'There is no store operation %.', op.it ->> 'op' using errcode = 'HD400';
    end case;
  end loop;
  return v_answers;
end $$;

-- At most so many; several replicas may sweep at once.
create function heddle_sweep_items_v1(p_limit int) returns bigint language sql as $$
  with gone as (
    delete from store s using (
      select prefix, key from store where expires_at <= clock_timestamp() limit p_limit for update skip locked) old
     where s.prefix = old.prefix and s.key = old.key
    returning 1)
  select count(*) from gone
$$;
