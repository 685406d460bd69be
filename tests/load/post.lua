-- post.lua: wrk posts the lines of a file in random order. The requests are put together once, so that what is measured is the server and not Lua.
-- BENCH_BODIES: file with a JSON body a line; BENCH_PATH; BENCH_TOKEN: bearer token of an API client.
local requests = {}

function init(args)
  local headers = { ["Content-Type"] = os.getenv("BENCH_TYPE") or "application/json", ["Authorization"] = "Bearer " .. (os.getenv("BENCH_TOKEN") or "") }
  local bodies = assert(os.getenv("BENCH_BODIES"), "BENCH_BODIES is not set")
  for line in io.lines(bodies) do
    requests[#requests + 1] = wrk.format("POST", os.getenv("BENCH_PATH"), headers, line)
  end
  math.randomseed(os.time())
end

function request()
  return requests[math.random(#requests)]
end
