-- The text of mime, over ltn12's filters and the base64 of `mime.ts`.
local native = ...
local cycle, error, tostring, type = native.ltn12.filter.cycle, error, tostring, type
local mime = { _VERSION = 'MIME 1.0.3', b64 = native.b64, unb64 = native.unb64, encodet = {}, decodet = {} }

mime.encodet.base64 = function() return cycle(mime.b64, '') end
mime.decodet.base64 = function() return cycle(mime.unb64, '') end

local function choose(kinds)
  return function(kind, ...)
    local make = kinds[type(kind) == 'string' and kind or 'default']
    if not make then error('unknown key (' .. tostring(kind) .. ')', 3) end
    return make(...)
  end
end
mime.encode = choose(mime.encodet)
mime.decode = choose(mime.decodet)

return mime
