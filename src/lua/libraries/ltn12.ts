import { luaString } from '../objects.ts'
import { lua } from '../vm.ts'
import { luaLibrary } from './library.ts'

const SOURCE = `
local native = ...
local select, error, assert, type, setmetatable = select, error, assert, type, setmetatable
local insert, remove = table.insert, table.remove
local unpack = unpack or table.unpack

local ltn12 = { BLOCKSIZE = 2048, _VERSION = 'LTN12 1.0.3', filter = {}, source = {}, sink = {}, pump = {} }
local filter, source, sink, pump = ltn12.filter, ltn12.source, ltn12.sink, ltn12.pump
native.publish(ltn12)

-- Filters. A filter gets a chunk, '' for "is there more?", or nil for the end; it answers '' for "I need more" and
-- nil, after the end, for "that was all".

function filter.cycle(low, context, extra)
  assert(low)
  return function(chunk)
    local result
    result, context = low(context, chunk, extra)
    return result
  end
end

local function pair(first, second)
  local pending, finished = false, false
  return function(chunk)
    if pending then
      local more = second('')
      if more ~= '' then return more end
      pending = false
    end
    if chunk ~= nil then finished = false end
    while not finished do
      local between = first(chunk)
      if between == nil then
        if chunk ~= nil then error('filter returned inappropriate nil') end
        finished = true
      elseif between == '' then
        if chunk ~= nil then return '' end
      else
        local result = second(between)
        if result ~= '' then
          pending = true
          return result
        end
      end
      if chunk ~= nil then chunk = '' end
    end
    return second(nil)
  end
end

function filter.chain(first, ...)
  for index = 1, select('#', ...) do
    first = pair(first, (select(index, ...)))
  end
  return first
end

-- Sources give chunks until nil.

local function nothing() return nil end

function source.empty() return nothing end

function source.error(reason)
  return function() return nil, reason end
end

function source.string(text)
  if not text then return nothing end
  local at = 1
  return function()
    local chunk = text:sub(at, at + ltn12.BLOCKSIZE - 1)
    at = at + ltn12.BLOCKSIZE
    if chunk ~= '' then return chunk end
  end
end

function source.table(list)
  assert(type(list) == 'table')
  local index = 0
  return function()
    index = index + 1
    return list[index]
  end
end

function source.file(handle, reason)
  if not handle then return source.error(reason or 'unable to open file') end
  return function()
    local chunk = handle:read(ltn12.BLOCKSIZE)
    if not chunk then handle:close() end
    return chunk
  end
end

function source.simplify(fancy)
  assert(fancy)
  return function()
    local chunk, other = fancy()
    fancy = other or fancy
    if chunk then return chunk end
    return nil, other
  end
end

function source.rewind(inner)
  assert(inner)
  local returned = {}
  return function(chunk)
    if chunk then
      insert(returned, chunk)
    else
      local last = remove(returned)
      if last then return last end
      return inner()
    end
  end
end

function source.cat(...)
  local sources = { ... }
  local index = 1
  return function()
    while sources[index] do
      local chunk, reason = sources[index]()
      if chunk then return chunk end
      if reason then return nil, reason end
      index = index + 1
    end
  end
end

function source.chain(inner, first, ...)
  assert(inner and first)
  local through = filter.chain(first, ...)
  local draining, ended = false, false
  return function()
    while true do
      local chunk = ''
      if not draining then
        local reason
        chunk, reason = inner()
        if reason then return nil, reason end
        ended = chunk == nil
      end
      if ended then chunk = nil end
      local result = through(chunk)
      if result == nil then
        if not ended then error('filter returned inappropriate nil') end
        return nil
      end
      draining = result ~= '' or ended
      if result ~= '' then return result end
    end
  end
end

-- Sinks take chunks until nil and answer 1, or nil and a reason.

local function swallow() return 1 end

function sink.null() return swallow end

function sink.error(reason)
  return function() return nil, reason end
end

function sink.table(list)
  list = list or {}
  local function take(chunk)
    if chunk then insert(list, chunk) end
    return 1
  end
  return take, list
end

function sink.file(handle, reason)
  if not handle then return sink.error(reason or 'unable to open file') end
  return function(chunk)
    if chunk then return handle:write(chunk) end
    handle:close()
    return 1
  end
end

function sink.simplify(fancy)
  assert(fancy)
  return function(chunk, reason)
    local taken, other = fancy(chunk, reason)
    if not taken then return nil, other end
    fancy = other or fancy
    return 1
  end
end

function sink.chain(...)
  local parts = { ... }
  local last = remove(parts)
  local through = filter.chain(unpack(parts))
  assert(through and last)
  -- Filters that have nothing more answer with what they were asked with: '' in between, nil at the end.
  local function give(piece, question, reason)
    local taken, failure = last(piece, reason)
    if not taken then return nil, failure end
    if piece == question then return 1 end
    return give(through(question), question, reason)
  end
  return function(chunk, reason)
    if chunk == '' then return 1 end
    return give(through(chunk), chunk and '', reason)
  end
end

-- Pumps move chunks from a source to a sink.

function pump.step(from, to)
  local chunk, failure = from()
  local taken, refusal = to(chunk, failure)
  if chunk and taken then return 1 end
  return nil, failure or refusal
end

function pump.all(from, to, step)
  assert(from and to)
  step = step or pump.step
  local moved, reason
  repeat moved, reason = step(from, to) until not moved
  if reason then return nil, reason end
  return 1
end

return ltn12
`

/** LTN12 1.0.3: filters, sources, sinks, pumps. In Lua 5.1 it is a global too, as Debian's module makes it. */
export const ltn12 = luaLibrary('ltn12', SOURCE, run => ({
  publish: L => {
    if (run.context.version === '5.1') lua.lua_setglobal(L, luaString('ltn12'))
    return 0
  },
}))
