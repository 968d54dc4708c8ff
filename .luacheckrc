-- The libraries of src/lua run in Lua 5.1 and 5.3; the scripts in containers/ besides find what their engine gives.
std = 'min'
max_line_length = 120
files['containers'] = { globals = { 'main' }, read_globals = { 'm', '__msr' }, max_line_length = 140 }
