-- Leaves in a variable which Lua this is, and which LuaSocket it finds.
function main()
  local found, problem = pcall(require, "socket.http")
  local socket = found and require("socket")._VERSION or "no lua-socket: " .. tostring(problem):match("^[^\n]*")
  m.setvar("tx.wafrig_doctor", _VERSION .. ", " .. socket)
end
