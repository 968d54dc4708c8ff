-- Asks the scoring server about the request and leaves the answer in variables for the rules:
--   inbound_ml_status         1 pass, 0 attack, 2 no verdict
--   inbound_ml_anomaly_score  the model's number, or "none"
--   inbound_ml_failure, failure_action   why there is no verdict, and what to do then
-- Runs on Lua 5.1 and later, in mod_security2 and in libmodsecurity 3.0.14 and later. An error raised here is left to
-- the engine to report; the variables then keep what the rules set before.

local PREFIX = "TX.machine-learning-plugin_"
local PASS, ATTACK, NO_VERDICT = 1, 0, 2
local DEFAULT_TIMEOUT_MS = 2000
local ANSWER_LIMIT_BYTES = 65536

local function setting(name)
  local value = m.getvar(PREFIX .. name)
  if value ~= "" then return value end
end

-- mod_security2 computes with a value that begins with a sign, unless it begins with a macro: an unset one is empty.
-- libmodsecurity takes it as it is.
local function set(name, value)
  m.setvar(PREFIX .. name, value)
  if m.getvar(PREFIX .. name) ~= value then
    m.setvar(PREFIX .. name, "%{tx.machine-learning-plugin_unset}" .. value)
  end
end

-- Length of the UTF-8 sequence that starts at a position (RFC 3629), or nil.
local function sequence_length(text, at)
  local first, second, third, fourth = text:byte(at, at + 3)
  local function continues(byte, least, most)
    return byte ~= nil and byte >= (least or 0x80) and byte <= (most or 0xBF)
  end
  if first >= 0xC2 and first <= 0xDF then
    return continues(second) and 2
  elseif first >= 0xE0 and first <= 0xEF then
    return continues(second, first == 0xE0 and 0xA0, first == 0xED and 0x9F) and continues(third) and 3
  elseif first >= 0xF0 and first <= 0xF4 then
    return continues(second, first == 0xF0 and 0x90, first == 0xF4 and 0x8F)
      and continues(third) and continues(fourth) and 4
  end
end

local function unicode_escape(byte)
  return ("\\u%04x"):format(byte:byte())
end

-- A JSON string of any bytes: UTF-8 stays, a byte that is not part of UTF-8 becomes \u0080 to \u00ff.
local function json_string(text)
  text = text:gsub('[%c"\\]', unicode_escape)
  local pieces, from = {}, 1
  local at = text:find("[\128-\255]")
  while at do
    local length = sequence_length(text, at)
    pieces[#pieces + 1] = text:sub(from, at - 1)
    pieces[#pieces + 1] = length and text:sub(at, at + length - 1) or unicode_escape(text:sub(at, at))
    from = at + (length or 1)
    at = text:find("[\128-\255]", from)
  end
  return '"' .. table.concat(pieces) .. text:sub(from) .. '"'
end

-- mod_security2 escapes names as it does for its log before a script sees them: \n and the like, \xhh, \\.
local ESCAPED = { b = "\b", n = "\n", r = "\r", t = "\t", v = "\v" }

local function entries_of(collection)
  local entries = {}
  for index, entry in ipairs(m.getvars(collection)) do
    local name = entry.name
    if __msr ~= nil then
      name = name:gsub("\\(.)(%x?%x?)", function(kind, digits)
        if kind == "x" and #digits == 2 then return string.char(tonumber(digits, 16)) end
        return (ESCAPED[kind] or kind) .. digits
      end)
    end
    entries[index] = { name = name, value = entry.value }
  end
  return entries
end

-- The entries of a collection as a JSON object of strings, as the published plugin sends them. An object has room for
-- one value a name, so the values of a repeated name are joined with commas: none is lost.
local function json_object(entries)
  local names, values = {}, {}
  for _, entry in ipairs(entries) do
    local known = values[entry.name]
    if known == nil then
      names[#names + 1] = entry.name
      values[entry.name] = { entry.value }
    else
      known[#known + 1] = entry.value
    end
  end
  local members = {}
  for _, name in ipairs(names) do
    members[#members + 1] = json_string(name) .. ":" .. json_string(table.concat(values[name], ","))
  end
  return "{" .. table.concat(members, ",") .. "}"
end

-- The entries one by one and in order, as a JSON array of [name, value], without the collection's name.
local function json_pairs(entries, collection)
  local items = {}
  for _, entry in ipairs(entries) do
    local name = entry.name
    if name:sub(1, #collection + 1) == collection .. ":" then name = name:sub(#collection + 2) end
    items[#items + 1] = "[" .. json_string(name) .. "," .. json_string(entry.value) .. "]"
  end
  return "[" .. table.concat(items, ",") .. "]"
end

-- A body that the engine has not split into arguments. mod_security2 keeps no text of an XML body, so its text nodes
-- and attribute values stand for it; libmodsecurity has no XML variable for scripts, and asking ends its process.
local function unparsed_body()
  local processor = m.getvar("REQBODY_PROCESSOR")
  if processor == "URLENCODED" or processor == "MULTIPART" or processor == "JSON" then return nil end
  if processor == "XML" and __msr ~= nil then
    local texts = {}
    for _, path in ipairs({ "XML./*", "XML.//@*" }) do
      for _, entry in ipairs(m.getvars(path)) do texts[#texts + 1] = entry.value end
    end
    return table.concat(texts, "\n")
  end
  return m.getvar("REQUEST_BODY")
end

local function form(fields)
  local parts = {}
  for _, field in ipairs(fields) do
    local value = field[2]:gsub("[^A-Za-z0-9._~-]", function(byte) return ("%%%02X"):format(byte:byte()) end)
    parts[#parts + 1] = field[1] .. "=" .. value
  end
  return table.concat(parts, "&")
end

-- TIME_HOUR and TIME_DAY end libmodsecurity's process when a script asks for them, so the time comes from Lua.
local function question()
  local fields = {
    { "method", m.getvar("REQUEST_METHOD") or "" },
    { "path", m.getvar("REQUEST_FILENAME") or "" },
  }
  local collections = { { "args", "ARGS" }, { "files", "FILES" }, { "sizes", "FILES_SIZES" } }
  for _, pair in ipairs(collections) do
    local entries = entries_of(pair[2])
    fields[#fields + 1] = { pair[1], json_object(entries) }
    fields[#fields + 1] = { pair[1] .. "_list", json_pairs(entries, pair[2]) }
  end
  fields[#fields + 1] = { "hour", os.date("%H") }
  fields[#fields + 1] = { "day", os.date("%d") }
  if setting("send_headers") ~= "0" then
    fields[#fields + 1] = { "headers_list", json_pairs(entries_of("REQUEST_HEADERS"), "REQUEST_HEADERS") }
  end
  local body = unparsed_body()
  if body ~= nil then fields[#fields + 1] = { "body", body } end
  return form(fields)
end

-- A connection that ends at a moment: LuaSocket's own timeout starts anew with each read.
local function connection_until(deadline, socket)
  return function()
    local connection, problem = socket.tcp()
    if connection == nil then return nil, problem end
    local function in_time(method)
      return function(_, ...)
        local left = deadline - socket.gettime()
        if left <= 0 then return nil, "timeout" end
        connection:settimeout(left, "t")
        return connection[method](connection, ...)
      end
    end
    return {
      connect = in_time("connect"),
      send = in_time("send"),
      receive = in_time("receive"),
      settimeout = function() return 1 end,
      close = function() return connection:close() end,
    }
  end
end

-- The answer's status and body; or nil, the kind of failure and a text for the log.
local function ask(url, body, timeout_ms)
  local ltn12 = require("ltn12")
  local socket = require("socket")
  local http = require("socket.http")
  http.TIMEOUT = timeout_ms / 1000
  local chunks, size = {}, 0
  local request = {
    url = url,
    method = "POST",
    redirect = false,
    headers = { ["Content-Type"] = "application/x-www-form-urlencoded", ["Content-Length"] = #body },
    source = ltn12.source.string(body),
    sink = function(chunk)
      if chunk == nil then return 1 end
      size = size + #chunk
      if size > ANSWER_LIMIT_BYTES then return nil, "answer too long" end
      chunks[#chunks + 1] = chunk
      return 1
    end,
  }
  if not url:find("^[Hh][Tt][Tt][Pp][Ss]:") then
    request.create = connection_until(socket.gettime() + timeout_ms / 1000, socket)
  end
  local done, code, _, status = http.request(request)
  if done == nil then
    local problem = tostring(code):gsub("%c", "?"):sub(1, 100)
    if problem == "timeout" or problem == "wantread" then
      return nil, "timeout", ("The server gave no answer within %d ms"):format(timeout_ms)
    elseif problem:find("^HTTP/") or problem:find("^malformed") or problem:find("^invalid chunk") or problem == "answer too long" then
      return nil, "bad_answer", "The server gave an answer that cannot be read (" .. problem .. ")"
    end
    return nil, "unreachable", "The server is unreachable (" .. problem .. ")"
  end
  -- LuaSocket takes what is not HTTP for HTTP/0.9 and says 200; only a status line makes it an answer.
  if type(status) ~= "string" or not status:find("^HTTP/%d+%.%d+ %d%d%d") then
    return nil, "bad_answer", "The server gave an answer that is not HTTP"
  end
  return code, table.concat(chunks)
end

-- The number that an answer holds, as written; other text does not reach the logs.
local function score_of(body)
  local score = body:match("^%s*([+-]?[%d.]+[eE]?[+-]?%d*)%s*$")
  return score ~= nil and #score <= 32 and tonumber(score) ~= nil and score or "none"
end

function main()
  local url = setting("ml_server_url")
  if url == nil then error("tx.machine-learning-plugin_ml_server_url is not set", 0) end
  local timeout_ms = tonumber(setting("timeout_ms"))
  if timeout_ms == nil or timeout_ms <= 0 then timeout_ms = DEFAULT_TIMEOUT_MS end
  local code, answer, problem = ask(url, question(), timeout_ms)
  local verdict = NO_VERDICT
  if code == 200 then
    verdict = PASS
  elseif code == 401 then
    verdict = ATTACK
    m.log(1, "Anomaly found by ML")
  elseif code ~= nil then
    answer, problem = "http_error", ("The server answered with status %d, which is no verdict"):format(code)
  end
  if verdict == NO_VERDICT then
    m.log(2, problem)
    set("inbound_ml_failure", answer)
    set("failure_action", setting("on_" .. answer) or "block")
  else
    set("inbound_ml_anomaly_score", score_of(answer))
  end
  set("inbound_ml_status", tostring(verdict))
  return verdict
end
