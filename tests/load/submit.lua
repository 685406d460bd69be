-- submit.lua: wrk files declarations of absence, each with a key of its own: durable, with counters, step and audit row. BENCH_PEOPLE: lines
-- "number<TAB>commune code"; BENCH_TOKEN: bearer token of an API client with API_DOSSIER.
local people = {}
local headers = {}
local count, from, stamp = 0, 0, ""

function setup(thread) end

function init(args)
  headers = { ["Content-Type"] = "application/json", ["Authorization"] = "Bearer " .. (os.getenv("BENCH_TOKEN") or "") }
  for line in io.lines((assert(os.getenv("BENCH_PEOPLE"), "BENCH_PEOPLE is not set"))) do
    local number, code = line:match("^(%d+)\t(%d+)$")
    people[#people + 1] = { number, code }
  end
  math.randomseed(os.time())
  stamp = string.format("%d-%d", os.time(), math.random(1000000000))
end

function request()
  count = count + 1
  local person = people[math.random(#people)]
  headers["Idempotency-Key"] = "bench-" .. stamp .. "-" .. count
  local body = string.format('{"procedure":"khai-bao-tam-vang","unit":"%s","owner":{"number":"%s"},"phone":"0900000000","form":{"group":"other","destination":"Đồng Nai","from":"%s","until":"%s","reason":"Đi làm"}}',
    person[2], person[1], os.getenv("BENCH_FROM"), os.getenv("BENCH_UNTIL"))
  return wrk.format("POST", "/api/v1/dossiers", headers, body)
end

local bad = 0
function response(status, h, body)
  if status ~= 201 then
    bad = bad + 1
    if bad == 1 then io.stderr:write(status, " ", body, "\n") end
  end
end
