-- Exactly one version of a game is the latest: the one with the newest own time, then the newest capture.
create or replace function game.keep_latest() returns trigger language plpgsql as $$
begin
    -- Two writers of one game take turns, else both could believe theirs is the newest.
    perform pg_advisory_xact_lock(hashtextextended('game.live_game_v1', new.game_pk));
    new.is_latest := not exists (
        select from game.live_game_v1 v
        where v.game_pk = new.game_pk
          and v.is_latest
          and (coalesce(v.timecode, ''), v.captured_at, v.id)
              > (coalesce(new.timecode, ''), new.captured_at, new.id)
    );
    if new.is_latest then
        update game.live_game_v1 set is_latest = false where game_pk = new.game_pk and is_latest;
    end if;
    return new;
end
$$;
create or replace trigger keep_latest before insert on game.live_game_v1
for each row execute function game.keep_latest();
