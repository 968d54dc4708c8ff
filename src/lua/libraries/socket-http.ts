import type { HttpOutcome } from '../host.ts'
import { pushBytes } from '../objects.ts'
import type { RunState } from '../run-state.ts'
import { bytesAt, checkBytes, raiseBare } from '../stack.ts'
import { searched } from '../standard/package.ts'
import type { LuaFunction } from '../vm.ts'
import { lua } from '../vm.ts'
import { CANONICAL_NAMES } from './header-names.ts'
import { luaLibrary } from './library.ts'
import { ltn12 } from './ltn12.ts'
import { mime } from './mime.ts'
import { socket } from './socket.ts'
import { socketUrl } from './socket-url.ts'

const SOURCE = String.raw`
local native = ...
local socket, ltn12, url, mime = native.socket, native.ltn12, native.url, native.mime
local pairs, tonumber, tostring, type, pcall = pairs, tonumber, tostring, type, pcall
local concat, callable = table.concat, socket.callable

local http = { TIMEOUT = 60, USERAGENT = socket._VERSION }
local DEFAULT_PORT = { http = 80, https = 443 }

-- Header fields into a table: names in lower case, folded lines joined, repeated fields joined by a comma.
local function receiveFields(sock, fields)
  local line, failure = sock:receive()
  if failure then return nil, failure end
  while line ~= '' do
    local name, value = line:match('^(.-):%s*(.*)')
    if not name then return nil, 'malformed reponse headers' end
    name = name:lower()
    line, failure = sock:receive()
    if failure then return nil, failure end
    while line and line:find('^%s') do
      value = value .. line
      line = sock:receive()
    end
    fields[name] = fields[name] and fields[name] .. ', ' .. value or value
  end
  return fields
end

socket.sourcet['http-chunked'] = function(sock, fields)
  return callable(sock, function()
    local line, failure = sock:receive()
    if failure then return nil, failure end
    local size = tonumber((line:gsub(';.*', '')), 16)
    if not size then return nil, 'invalid chunk size' end
    if size > 0 then
      local chunk, broken = sock:receive(size)
      if chunk then sock:receive() end
      return chunk, broken
    end
    local trailer
    trailer, failure = receiveFields(sock, fields or {})
    if not trailer then return nil, failure end
  end)
end

socket.sinkt['http-chunked'] = function(sock)
  return callable(sock, function(_, chunk)
    if not chunk then return sock:send('0\r\n\r\n') end
    return sock:send(('%X\r\n'):format(#chunk) .. chunk .. '\r\n')
  end)
end

local function proxyOf(request)
  local proxy = request.proxy or http.PROXY
  return proxy and url.parse(proxy)
end

local function headersOf(request)
  local host = request.host
  if tostring(request.port) ~= tostring(DEFAULT_PORT[request.scheme]) then host = host .. ':' .. request.port end
  local headers = {
    ['user-agent'] = http.USERAGENT,
    host = host,
    connection = 'close, TE',
    te = 'trailers',
  }
  if request.user and request.password then
    headers.authorization = 'Basic ' .. mime.b64(request.user .. ':' .. url.unescape(request.password))
  end
  local proxy = proxyOf(request)
  if proxy and proxy.user and proxy.password then
    headers['proxy-authorization'] = 'Basic ' .. mime.b64(proxy.user .. ':' .. proxy.password)
  end
  for name, value in pairs(request.headers or {}) do headers[name:lower()] = value end
  if request.source and not headers['content-length'] and not headers['transfer-encoding'] then
    headers['transfer-encoding'] = 'chunked'
  end
  return headers
end

-- What the script gave, with what it left out: its own fields win over those of the URL.
local function completed(given)
  local request = given.url and url.parse(given.url, { path = '/', scheme = 'http' }) or {}
  for name, value in pairs(given) do request[name] = value end
  if not DEFAULT_PORT[request.scheme] then native.noScheme() end
  if not request.create then
    if request.scheme == 'https' then native.noHttps() end
    request.create = socket.tcp
  end
  if not request.port or request.port == '' then request.port = DEFAULT_PORT[request.scheme] end
  if not request.method or request.method == '' then request.method = 'GET' end
  if not request.host or request.host == '' then
    socket.try(nil, "invalid host '" .. tostring(request.host) .. "'")
  end
  local proxy = proxyOf(request)
  if not given.uri then
    socket.try(request.path, "invalid path 'nil'")
    request.uri = url.build(proxy and request or {
      path = request.path, params = request.params, query = request.query, fragment = request.fragment,
    })
  end
  request.headers = headersOf(request)
  if proxy then request.host, request.port = proxy.host, proxy.port or 3128 end
  return request
end

-- Sends the request; the result is the open connection and a try that closes it on failure.
local function sent(request)
  local sock = socket.try(request.create())
  local try = socket.newtry(function() sock:close() end)
  try(sock:settimeout(http.TIMEOUT))
  try(sock:connect(request.host, request.port))
  try(sock:send(request.method .. ' ' .. request.uri .. ' HTTP/1.1\r\n'))
  local lines = {}
  for name, value in pairs(request.headers) do
    lines[#lines + 1] = native.canonical(name) .. ': ' .. value .. '\r\n'
  end
  try(sock:send(concat(lines) .. '\r\n'))
  if request.source then
    local mode = request.headers['content-length'] and 'keep-open' or 'http-chunked'
    try(ltn12.pump.all(request.source, socket.sink(mode, sock), request.step or ltn12.pump.step))
  end
  return sock, try
end

-- The code and the status line; without the letters HTTP/ at its start the answer is HTTP/0.9 and the five octets read
-- are the second result.
local function receiveStatus(sock, try)
  local start = try(sock:receive(5))
  if start ~= 'HTTP/' then return nil, start end
  local status = try(sock:receive('*l', start))
  return try(tonumber((status:match('HTTP/%d*%.%d* (%d%d%d)'))), status)
end

local REDIRECTS = { [301] = true, [302] = true, [303] = true, [307] = true }

local function redirects(request, code, headers)
  local location = (headers.location or ''):gsub('%s', '')
  if location == '' or not REDIRECTS[code] or request.redirect == false then return false end
  if request.method ~= 'GET' and request.method ~= 'HEAD' then return false end
  local scheme = (url.parse(location) or {}).scheme
  if scheme and not DEFAULT_PORT[scheme] then return false end
  if request.scheme == 'https' and scheme ~= 'https' then return false end
  return request.maxredirects == false or (request.nredirects or 0) < (request.maxredirects or 5)
end

local function hasBody(request, code)
  return request.method ~= 'HEAD' and code ~= 204 and code ~= 304 and code >= 200
end

local exchange

local function followed(given, request, location)
  local target = url.absolute(given.url, location)
  local create = request.scheme == url.parse(target).scheme and given.create or nil
  local one, code, headers, status = exchange {
    url = target, source = given.source, sink = given.sink, headers = given.headers, proxy = given.proxy,
    maxredirects = given.maxredirects, nredirects = (given.nredirects or 0) + 1, create = create,
  }
  headers = headers or {}
  headers.location = headers.location or location
  return one, code, headers, status
end

function exchange(given)
  local request = completed(given)
  local sock, try = sent(request)
  local sink, step = request.sink or ltn12.sink.null(), request.step or ltn12.pump.step
  local code, status = receiveStatus(sock, try)
  if not code then
    local source = ltn12.source.rewind(socket.source('until-closed', sock))
    source(status)
    try(ltn12.pump.all(source, sink, step))
    return 1, 200
  end
  while code == 100 do
    try(receiveFields(sock, {}))
    code, status = receiveStatus(sock, try)
  end
  local headers = try(receiveFields(sock, {}))
  if not request.source and redirects(request, code, headers) then
    sock:close()
    return followed(given, request, headers.location)
  end
  if hasBody(request, code) then
    local mode, length = 'default', tonumber(headers['content-length'])
    local coding = headers['transfer-encoding']
    if coding and coding ~= 'identity' then mode = 'http-chunked'
    elseif length then mode = 'by-length' end
    try(ltn12.pump.all(socket.source(mode, sock, length), sink, step))
  end
  sock:close()
  return 1, code, headers, status
end

function http.genericform(address, body)
  local target = {}
  local request = { url = address, sink = ltn12.sink.table(target), target = target }
  if body then
    request.source = ltn12.source.string(body)
    request.headers = { ['content-length'] = #body, ['content-type'] = 'application/x-www-form-urlencoded' }
    request.method = 'POST'
  end
  return request
end

local function traced(method, address, ...)
  native.trace(method, tostring(address), ...)
  return ...
end

local protected = socket.protect(function(given, body)
  if type(given) ~= 'string' then
    if given == nil then native.noRequest() end
    return exchange(given)
  end
  local request = http.genericform(given, body)
  local _, code, headers, status = exchange(request)
  return concat(request.target), code, headers, status
end)

function http.request(given, body)
  if type(given) == 'table' then return traced(given.method or 'GET', given.url, protected(given)) end
  return traced(body and 'POST' or 'GET', given, protected(given, body))
end

socket.http = http
return http
`

/**
 * LuaSocket 3.0.0's `socket.http`: `request` in both forms. It writes to a TCP connection itself, because an HTTP client
 * library sends other headers and refuses what LuaSocket takes for HTTP/0.9 and answers with code 200.
 */
export const socketHttp = luaLibrary('socket.http', SOURCE, run => ({
  socket,
  ltn12,
  mime,
  url: socketUrl,
  trace: trace(run),
  canonical: L => {
    const name = checkBytes(L, 1)
    pushBytes(L, CANONICAL_NAMES.get(name) ?? name)
    return 1
  },
  // Lines and texts of Debian's http.lua of 3.0.0, which scripts' logs show.
  noHttps: L =>
    raiseBare(L, `${file(run)}:39: module 'ssl.https' not found:${searched(run.context.version, 'ssl.https')}`),
  noScheme: L => raiseBare(L, `${file(run)}:276: ${indexNil(run, 'schemedefs')}`),
  noRequest: L => raiseBare(L, `${file(run)}:270: ${indexNil(run, 'reqt')}`),
}))

const file = (run: RunState): string => `/usr/share/lua/${run.context.version}/socket/http.lua`

const indexNil = (run: RunState, local: string): string =>
  run.context.version === '5.1'
    ? `attempt to index local '${local}' (a nil value)`
    : `attempt to index a nil value (local '${local}')`

const trace =
  (run: RunState): LuaFunction =>
  L => {
    const code = lua.lua_tonumberx(L, 4)
    const succeeded = lua.lua_toboolean(L, 3)
    const outcome: HttpOutcome = succeeded
      ? { code: code === false ? 0 : code, status: bytesAt(L, 6) }
      : { failure: bytesAt(L, 4) ?? '' }
    run.context.host.trace?.({ call: 'http', method: checkBytes(L, 1), url: checkBytes(L, 2), outcome })
    return 0
  }
