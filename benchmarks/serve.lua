-- One digit for /api/predict, over connections that stay open; JSON at the end.
-- WAIT: milliseconds between two requests of one connection, 0 for as fast as it goes.

local wait = tonumber(os.getenv("WAIT") or "0")
local rows = {}
for y = 1, 28 do
  local row = {}
  for x = 1, 28 do
    row[x] = ((x == 14 or x == 15) and y > 4 and y < 25) and "255" or "0"
  end
  rows[y] = "[" .. table.concat(row, ",") .. "]"
end

wrk.method = "POST"
wrk.headers["Content-Type"] = "application/json"
wrk.body = '{"images":[[' .. table.concat(rows, ",") .. "]]}"

if wait > 0 then
  function delay()
    return wait
  end
end

function done(summary, latency)
  local errors = summary.errors
  io.write(string.format(
    '\nJSON {"requests": %d, "seconds": %.3f, "p50_ms": %.3f, "p99_ms": %.3f, "max_ms": %.3f, ' ..
    '"not_200": %d, "connect": %d, "read": %d, "write": %d, "timeout": %d}\n',
    summary.requests, summary.duration / 1e6, latency:percentile(50) / 1000,
    latency:percentile(99) / 1000, latency.max / 1000,
    errors.status, errors.connect, errors.read, errors.write, errors.timeout))
end
