-- Grant one turn of the budget, or say when to ask again; whoever comes back at that time goes first.
--
-- KEYS[1]  the budget: due (when the next turn is by the rate alone), queue (end of the queue),
--          held (nobody asks before)
-- KEYS[2]  who shares it, by when each was last seen
-- ARGV     microseconds between two turns, who asks, whether they were told to come back (1 or 0)
-- Returns  microseconds to wait before asking again (0: the turn is granted), how many share
--
-- Time is this server's alone. In any window of W there are at most W / spacing + 1.5 turns: who is
-- late by up to half a spacing costs the others nothing.
local clock = redis.call('TIME')
local now = clock[1] * 1000000 + clock[2]
local spacing = tonumber(ARGV[1])
local state = redis.call('HMGET', KEYS[1], 'due', 'queue', 'held')
local due, queue, held = tonumber(state[1] or 0), tonumber(state[2] or 0), tonumber(state[3] or 0)

local free_at = math.max(due - spacing / 2, held)
if ARGV[3] ~= '1' then
    free_at = math.max(free_at, queue)
end

local wait = 0
if now >= free_at then
    due = math.max(due, now) + spacing
    queue = math.max(queue, now + spacing)
else
    local turn = math.max(queue, due, held)
    queue = turn + spacing
    wait = turn - now
end

local whole = function(number) return string.format('%.0f', number) end
redis.call('HSET', KEYS[1], 'due', whole(due), 'queue', whole(queue))
redis.call('PEXPIRE', KEYS[1], whole((math.max(due, queue, held) - now) / 1000 + 60000))
redis.call('ZADD', KEYS[2], whole(now + wait), ARGV[2])
redis.call('ZREMRANGEBYSCORE', KEYS[2], '-inf', whole(now - 30000000))
redis.call('PEXPIRE', KEYS[2], whole(wait / 1000 + 60000))
return {wait, redis.call('ZCARD', KEYS[2])}
