/** The part of the Lua text of `ltn12` that makes `ltn12.filter`, and with `row` one filter of several. */
export const FILTERS = `
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
local function row(...)
  local filters, count = { ... }, select('#', ...)
  if count < 2 then return (...) end
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

ltn12.filter = { cycle = cycle, chain = row }
`
