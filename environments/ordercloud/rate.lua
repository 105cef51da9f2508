-- The pace of one organization, kept in one hash. `local_pace.py` explains the arithmetic, and is the same.
-- KEYS[1]: the hash. ARGV: question, seconds (for `refuse`), now (tests only; else the clock of Redis).
local key, question, seconds, now = KEYS[1], ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3] or '')
if not now then
  local time = redis.call('TIME')
  now = tonumber(time[1]) + tonumber(time[2]) / 1000000
end

local names = {
  'rate', 'base', 'ceiling', 'next', 'until', 'cut', 'grown',
  'second', 'count', 'before', 'from', 'before_from',
}
local values, p = redis.call('HMGET', key, unpack(names)), {}
for position, name in ipairs(names) do p[name] = tonumber(values[position] or '') or 0 end

local function roll()
  local second = math.floor(now)
  if second ~= p.second then
    p.before = (second == p.second + 1) and p.count or 0
    p.before_from, p.from = p.from, now - second
    p.count, p.second = 0, second
  end
end

local function grow()
  local passed = now - p.grown
  p.grown = now
  if passed <= 0 then return end
  local near = 0.95 * p.ceiling
  if p.rate < near then
    p.rate = math.min(near, p.rate + 0.05 * p.ceiling * passed)
  else
    p.rate = p.rate * (1 + 0.002 * (1 + ((now - p.cut) / 8) ^ 2) * math.min(passed, 1))
  end
end

local answer = 0
if question == 'pause' then
  return tostring(math.max(0, p['until'] - now))
end

roll()
if question == 'reserve' then
  p.count = p.count + 1
  local place = math.max(now, p['until'])
  if p.rate > 0 then
    grow()
    place = math.max(place, p.next)
    p.next = place + 1 / p.rate
  end
  answer = place - now
else
  p.count = math.max(0, p.count - 1)
  if now >= p['until'] then
    p.base, p.cut = p.rate, now
    local share = (1 - (now - p.second)) / (1 - p.before_from)
    p.ceiling = p.count + p.before * math.min(1, share)
  else
    p.ceiling = p.ceiling - 1
  end
  p.ceiling = math.max(1, p.ceiling)
  p.rate = 0.9 * p.ceiling
  if p.base > 0 then p.rate = math.max(p.base / 2, math.min(p.base, p.rate)) end
  p['until'] = math.max(p['until'], now + seconds)
  p.next, p.grown = math.max(p.next, p['until']), p['until']
end

local fields = {}
for _, name in ipairs(names) do
  fields[#fields + 1] = name
  fields[#fields + 1] = string.format('%.17g', p[name])
end
redis.call('HSET', key, unpack(fields))
redis.call('EXPIRE', key, 600)
return tostring(answer)
