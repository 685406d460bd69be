-- verify.lua: wrk asks the register about people that it holds, one after the other in random order. The requests are put together once, so that what is
-- measured is the server and not Lua. BENCH_PEOPLE: file of lines "number<TAB>name<TAB>birth date"; BENCH_TOKEN: bearer token of an API client.
local requests = {}
local bad = 0

function init(args)
  local token = os.getenv("BENCH_TOKEN") or ""
  local headers = { ["Content-Type"] = "application/json", ["Authorization"] = "Bearer " .. token }
  local path = assert(os.getenv("BENCH_PEOPLE"), "BENCH_PEOPLE is not set")
  for line in io.lines(path) do
    local number, name, birth = line:match("^(%d+)\t([^\t]+)\t(%S+)$")
    local body = string.format('{"number":"%s","name":"%s","birth_date":"%s"}', number, name, birth)
    requests[#requests + 1] = wrk.format("POST", "/api/v1/persons/verify", headers, body)
  end
  math.randomseed(os.time())
end

function request()
  return requests[math.random(#requests)]
end
