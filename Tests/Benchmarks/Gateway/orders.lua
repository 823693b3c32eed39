-- Orders for wrk, each under an Idempotency-Key of its own.
local count = 0
local run = os.time()
local thread_count = 0

function setup(thread)
  thread:set("id", thread_count)
  thread_count = thread_count + 1
end

function request()
  count = count + 1
  wrk.headers["Content-Type"] = "application/json"
  wrk.headers["Authorization"] = "Bearer " .. os.getenv("BENCH_KEY")
  wrk.headers["Idempotency-Key"] = "bench-" .. run .. "-" .. id .. "-" .. count
  return wrk.format("POST", os.getenv("BENCH_PATH"), wrk.headers, os.getenv("BENCH_BODY"))
end
