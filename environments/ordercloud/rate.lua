-- The call rate of one organization, stored in one hash. `local_rate.py` explains the same arithmetic.
-- KEYS[1]: the hash. ARGV: action, seconds (for `slow_down`), now (tests only; otherwise the clock of Redis).
local key, action, seconds, now = KEYS[1], ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3] or '')
if not now then
  local time = redis.call('TIME')
  now = tonumber(time[1]) + tonumber(time[2]) / 1000000
end

local names = {
  'rate', 'previous_rate', 'ceiling', 'next_slot', 'cooldown_until', 'slowed_at', 'increased_at',
  'window', 'count', 'previous_count', 'offset', 'previous_offset',
}
local values, p = redis.call('HMGET', key, unpack(names)), {}
for position, name in ipairs(names) do p[name] = tonumber(values[position] or '') or 0 end

local function rotate_window()
  local window = math.floor(now)
  if window ~= p.window then
    p.previous_count = (window == p.window + 1) and p.count or 0
    p.previous_offset, p.offset = p.offset, now - window
    p.count, p.window = 0, window
  end
end

local function increase()
  local elapsed = now - p.increased_at
  p.increased_at = now
  if elapsed <= 0 then return end
  local near = 0.95 * p.ceiling
  if p.rate < near then
    p.rate = math.min(near, p.rate + 0.05 * p.ceiling * elapsed)
  else
    p.rate = p.rate * (1 + 0.002 * (1 + ((now - p.slowed_at) / 8) ^ 2) * math.min(elapsed, 1))
  end
end

local wait = 0
if action == 'cooldown' then
  return tostring(math.max(0, p.cooldown_until - now))
end

rotate_window()
if action == 'reserve' then
  p.count = p.count + 1
  local slot = math.max(now, p.cooldown_until)
  if p.rate > 0 then
    increase()
    slot = math.max(slot, p.next_slot)
    p.next_slot = slot + 1 / p.rate
  end
  wait = slot - now
else
  p.count = math.max(0, p.count - 1)
  if now >= p.cooldown_until then
    p.previous_rate, p.slowed_at = p.rate, now
    local share = (1 - (now - p.window)) / (1 - p.previous_offset)
    p.ceiling = p.count + p.previous_count * math.min(1, share)
  else
    p.ceiling = p.ceiling - 1
  end
  p.ceiling = math.max(1, p.ceiling)
  p.rate = 0.9 * p.ceiling
  if p.previous_rate > 0 then p.rate = math.max(p.previous_rate / 2, math.min(p.previous_rate, p.rate)) end
  p.cooldown_until = math.max(p.cooldown_until, now + seconds)
  p.next_slot, p.increased_at = math.max(p.next_slot, p.cooldown_until), p.cooldown_until
end

local fields = {}
for _, name in ipairs(names) do
  fields[#fields + 1] = name
  fields[#fields + 1] = string.format('%.17g', p[name])
end
redis.call('HSET', key, unpack(fields))
redis.call('EXPIRE', key, 600)
return tostring(wait)
