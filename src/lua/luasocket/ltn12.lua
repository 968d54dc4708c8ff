-- The text of ltn12: filters, sources, sinks, pumps. Gets what `ltn12.ts` makes.
local native = ...
local error, assert, type, select, remove = error, assert, type, select, table.remove

local NOT_OPEN = 'unable to open file'
local ltn12 = { BLOCKSIZE = 2048, _VERSION = 'LTN12 1.0.3' }
native.publish(ltn12)

local function failing(reason)
  return function() return nil, reason end
end

local function always(value)
  return function() return value end
end

-- Filters. A filter gets a chunk, '' for "is there more?", or nil for the end; it answers '' for "I need more" and
-- nil, after the end, for "that was all".

local function cycle(convert, context, extra)
  assert(convert)
  return function(chunk)
    local converted, kept = convert(context, chunk, extra)
    context = kept
    return converted
  end
end

-- A row of filters as one. The filter nearest to the way out that may still have something is asked first; what it
-- answers goes to the next one, and where it has nothing, those before it are asked.
local function row(filters, count)
  if count < 2 then return filters[1] end
  local busy = {} -- by place: its last answer was a chunk, so there may be more
  local ended = 0 -- the filters up to this place have answered their end; never the last one
  return function(chunk)
    local ending, given = chunk == nil, false
    if not ending then ended = 0 end

    -- The next place to ask before a limit and what it is asked; nothing where all wait for more.
    local function ask(limit)
      local place = limit - 1
      while place > ended and not busy[place] do place = place - 1 end
      if place <= ended then
        if given and not ending then return nil end
        place = ended + 1
      end
      if place == ended + 1 and ending then return place, nil end
      if place > 1 or given then return place, '' end
      given = true
      return place, chunk
    end

    local place, piece = ask(count + 1)
    while place do
      local result = filters[place](piece)
      busy[place] = result and result ~= ''
      if place == count and result ~= '' then return result end
      if result == nil then
        if piece ~= nil then error('filter returned inappropriate nil') end
        ended = place
        place, piece = ask(count + 1)
      elseif result == '' then
        place, piece = ask(place)
      else
        place, piece = place + 1, result
      end
    end
    return ''
  end
end

ltn12.filter = { cycle = cycle, chain = function(...) return row({ ... }, select('#', ...)) end }

-- What a fancy source or sink answers as its second value takes its place from then on.
local function replaceable(current, instead)
  assert(current)
  return function(...)
    local result, other = current(...)
    if not result then return nil, other end
    current = other or current
    return instead or result
  end
end

-- Sources give chunks until nil.

ltn12.source = { error = failing, empty = function() return always(nil) end }
local source = ltn12.source

function source.simplify(fancy) return replaceable(fancy) end

function source.string(text)
  if not text then return always(nil) end
  local done = 0
  return function()
    if done >= #text then return nil end
    local from = done + 1
    done = done + ltn12.BLOCKSIZE
    return text:sub(from, done)
  end
end

function source.table(list)
  assert(type(list) == 'table')
  local taken = 0
  return function()
    taken = taken + 1
    return list[taken]
  end
end

function source.file(handle, reason)
  if not handle then return failing(reason or NOT_OPEN) end
  return function()
    local block = handle:read(ltn12.BLOCKSIZE)
    if block then return block end
    handle:close()
  end
end

-- Called with a chunk, it gives that chunk back before all others.
function source.rewind(inner)
  assert(inner)
  local stack, height = {}, 0
  return function(chunk)
    if chunk then
      height = height + 1
      stack[height] = chunk
      return nil
    end
    if height == 0 then return inner() end
    height = height - 1
    return stack[height + 1]
  end
end

function source.cat(...)
  local waiting = { ... }
  local function take()
    if not waiting[1] then return nil end
    local chunk, reason = waiting[1]()
    if chunk then return chunk end
    if reason then return nil, reason end
    remove(waiting, 1)
    return take()
  end
  return take
end

function source.chain(inner, ...)
  assert(inner and ...)
  local through = row({ ... }, select('#', ...))
  local mode = 'fetch' -- then 'drain' while the filter has more of a chunk, and 'end' once the source has no more
  return function()
    local piece, result
    repeat
      piece = nil
      if mode == 'drain' then piece = '' end
      if mode == 'fetch' then
        local reason
        piece, reason = inner()
        if reason then return nil, reason end
      end
      result = through(piece)
      if piece == nil then mode = 'end' elseif result == '' then mode = 'fetch' else mode = 'drain' end
    until result ~= ''
    if result == nil and piece ~= nil then error('filter returned inappropriate nil') end
    return result
  end
end

-- Sinks take chunks until nil and answer 1, or nil and a reason.

ltn12.sink = { error = failing, null = function() return always(1) end }
local sink = ltn12.sink

function sink.simplify(fancy) return replaceable(fancy, 1) end

function sink.table(list)
  list = list or {}
  return function(chunk)
    if chunk then list[#list + 1] = chunk end
    return 1
  end, list
end

function sink.file(handle, reason)
  if not handle then return failing(reason or NOT_OPEN) end
  return function(chunk)
    if chunk then return handle:write(chunk) end
    handle:close()
    return 1
  end
end

-- The sink gets the filter's "need more" or end as well.
function sink.chain(...)
  local stages = { ... }
  local last = remove(stages)
  local through = row(stages, #stages)
  assert(through and last)
  return function(chunk, reason)
    if chunk == '' then return 1 end
    local asked, rest = chunk, chunk and ''
    repeat
      local piece = through(asked)
      local taken, refusal = last(piece, reason)
      if not taken then return nil, refusal end
      asked = rest
    until piece == rest
    return 1
  end
end

-- Pumps move chunks from a source to a sink.

local function move(from, to)
  local chunk, broken = from()
  local taken, refusal = to(chunk, broken)
  if not (chunk and taken) then return nil, broken or refusal end
  return 1
end

local function moveAll(from, to, step)
  assert(from and to)
  local moved, reason = 1, nil
  while moved do moved, reason = (step or move)(from, to) end
  if reason then return nil, reason end
  return 1
end

ltn12.pump = { step = move, all = moveAll }

return ltn12
