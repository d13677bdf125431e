-- Let nobody ask for a while; a longer hold that is there already stays.
--
-- KEYS[1]  the budget, as in take_turn.lua
-- ARGV     microseconds
local clock = redis.call('TIME')
local now = clock[1] * 1000000 + clock[2]
local held = math.max(tonumber(redis.call('HGET', KEYS[1], 'held') or 0), now + ARGV[1])
redis.call('HSET', KEYS[1], 'held', string.format('%.0f', held))
local left = math.max(redis.call('PTTL', KEYS[1]), (held - now) / 1000 + 60000)
redis.call('PEXPIRE', KEYS[1], string.format('%.0f', left))
return 0
