@game
Feature: Game ingestion
  As an analyst who counts pitches and runs
  I want every version of a game's feed kept, and the newest one turned into plays, pitches and runners
  So that my numbers agree with the official record, also after it was corrected

  Background:
    Given an empty warehouse
    And the answers recorded from the API

  # -- everything in a feed gets to its table -----------------------------------------------------

  @smoke
  Scenario Outline: Nothing of game <game> is lost on the way: <what it is>
    When I ingest game <game>
    And I transform the games
    Then the run succeeds
    And quarantine is empty
    And the plays, play events, runners, innings and players of game <game> are as many as in its feed

    Examples:
      | game   | what it is                       |
      | 744914 | a quick game of 2024             |
      | 745444 | an opening day played in Seoul   |
      | 777687 | one with six runners twice       |

  Scenario Outline: A feed of any moment loads: <moment>
    When I ingest game <game>
    And I transform the games
    Then the run succeeds
    And quarantine is empty
    And game <game> is in the coded state "<state>" with <plays> plays and <innings> innings
    And the plays, play events, runners, innings and players of game <game> are as many as in its feed

    Examples:
      | moment                     | game   | state | plays | innings |
      | scheduled, nothing yet     | 746552 | S     | 0     | 0       |
      | warm-up, one advisory      | 824370 | P     | 1     | 1       |
      | in progress, in 2021       | 633860 | I     | 62    | 7       |
      | in progress, in 2026       | 824445 | I     | 25    | 3       |
      | final                      | 718594 | F     | 71    | 9       |

  Scenario: A postponed game is a game without plays, final in the abstract only
    Given the feed of game 746552, captured with the game postponed
    When I ingest game 746552
    And I transform the games
    Then the run succeeds
    And game 746552 is in the coded state "D" with 0 plays and 0 innings
    And game 746552 shows
      | detailed_state | abstract_game_state | winning_pitcher_name |
      | Postponed      | Final               |                      |

  @smoke
  Scenario Outline: The line score of <game> adds up to the final score
    When I ingest game <game>
    And I transform the games
    Then game <game> ended <away> <away runs>, <home> <home runs>
    And the runs of its innings add up to that
    And the last play of game <game> shows that score, too

    Examples:
      | game   | away                | home                 | away runs | home runs |
      | 744914 | Houston Astros      | Toronto Blue Jays    | 3         | 1         |
      | 745444 | Los Angeles Dodgers | San Diego Padres     | 5         | 2         |
      | 747175 | Toronto Blue Jays   | Arizona Diamondbacks | 4         | 5         |

  Scenario: Who hit home runs, when, how hard and how far
    When I ingest game 744914
    And I transform the games
    Then the home runs of game 744914 are
      | inning | half_inning | batter_name    | launch_speed_mph | total_distance_ft |
      | 5      | top         | Jeremy Peña    | 104              | 382               |
      | 9      | top         | Yordan Alvarez | 106.7            | 397               |
      | 9      | bottom      | Ernie Clement  | 102.6            | 404               |

  Scenario: Who won, lost and saved the game
    When I ingest game 744914
    And I transform the games
    Then game 744914 shows
      | winning_pitcher_name | losing_pitcher_name | save_pitcher_name | attendance | venue_name    |
      | Hunter Brown         | Yariel Rodríguez    | Josh Hader        | 39265      | Rogers Centre |

  # -- quirks that spoil numbers ------------------------------------------------------------------

  Scenario: One runner can move twice during one event, and both moves stay
    When I ingest game 777687
    And I transform the games
    Then game 777687 has 96 runner movements
    And 6 of them repeat the play, runner and event of another one

  Scenario Outline: Pickoffs and automatic balls stand among the pitches of <game>, and do not count as such
    When I ingest game <game>
    And I transform the games
    Then <pitches> pitches were thrown in game <game>
    And its plays list <listed> events as pitches

    Examples:
      | game   | pitches | listed |
      | 747175 | 290     | 300    |
      | 822750 | 260     | 270    |
      | 744914 | 244     | 244    |

  Scenario: A play in progress is marked as such
    When I ingest game 633860
    And I transform the games
    Then the plays of game 633860 that are not complete are those of its feed

  # -- versions: newer, older, corrected ----------------------------------------------------------

  @smoke
  Scenario: A newer feed of a game replaces the older one
    Given the feed of game 746139 at "20240612_041248" was captured at "2024-06-12 04:12" and ingested
    And I have transformed the games
    When the latest recorded feed of game 746139 is captured at "2024-06-12 04:27" and ingested
    And I transform the games
    Then game 746139 has 68 plays
    And raw keeps 2 versions of game 746139, the latest of "20240612_042717"

  Scenario: An older feed that arrives late is kept, and changes no table
    Given the latest recorded feed of game 746139 was captured at "2024-06-12 04:27" and ingested
    And I have transformed the games
    When the feed of game 746139 at "20240612_041248" is captured at "2024-06-12 09:00" and ingested
    And I transform the games
    Then the transform wrote 0 rows
    And game 746139 has 68 plays
    And raw keeps 2 versions of game 746139, the latest of "20240612_042717"

  Scenario: Plays that an official takes back disappear
    Given the feed of game 744914 was captured at "2024-07-01 22:00" and ingested
    And I have transformed the games
    When a newer feed of game 744914 without its last 2 plays is captured and ingested
    And I transform the games
    Then game 744914 has 66 plays
    And the play events and runners of the plays taken back are gone

  Scenario Outline: A re-scoring of game <game> keeps the feed's own time, and is a new version all the same
    Given the feed of game <game> at "<timecode>" was captured at "<first capture>" and ingested
    When the latest recorded feed of game <game> is captured at "<second capture>" and ingested
    Then raw keeps 2 versions of game <game>, both of "<own time>"
    And the version captured at "<second capture>" is the latest

    Examples:
      | game   | timecode        | own time        | first capture    | second capture   |
      | 747175 | 20241027_000000 | 20240713_041909 | 2024-10-27 00:00 | 2024-11-02 00:00 |
      | 823243 | 20260327_231248 | 20260327_231248 | 2026-03-27 23:13 | 2026-03-28 12:00 |

  Scenario: A pitch that is classified anew after the game changes in its table
    Given the feed of game 823243 at "20260327_231248" was captured at "2026-03-27 23:13" and ingested
    And I have transformed the games
    And event 6 of play 11 of game 823243 is a "Four-Seam Fastball"
    When the latest recorded feed of game 823243 is captured at "2026-03-28 12:00" and ingested
    And I transform the games
    Then event 6 of play 11 of game 823243 is a "Sinker"

  Scenario: In whatever order captures arrive, exactly one version of a game is the latest
    Given the feed of game 824445 at "20260429_191400" was captured at "2026-04-29 19:14" and ingested
    And the latest recorded feed of game 824445 was captured at "2026-04-29 19:16" and ingested
    When the feed of game 824445 at "20260429_191400" is captured at "2026-04-29 19:30" with another attendance, and ingested
    Then raw keeps 3 versions of game 824445, the latest of "20260429_191518"

  Scenario: A second transform writes nothing
    Given I have ingested game 744914
    And I have transformed the games
    When I transform the games
    Then the run succeeds
    And the transform wrote 0 rows

  Scenario: Transforming everything anew changes nothing, and says so
    Given I have ingested game 746552
    And I have transformed the games
    When I transform the games with "--full-refresh"
    Then the transform wrote 0 rows
    And the transform left 272 rows unchanged

  # -- quarantine: what does not fit is set aside -------------------------------------------------

  @quarantine
  Scenario: An answer that the database cannot hold is kept as bytes
    Given the feed of game 744914 with a NUL character in the name of the ballpark
    When I ingest game 744914
    Then the run ends with exit code 5
    And "game.live_game_v1" holds 0 rows
    And quarantine keeps the answer byte for byte

  @quarantine
  Scenario: One odd value becomes null and is named, and the rest of the game loads
    Given the feed of game 744914 with "fast" as the speed of event 0 of play 3
    And I have ingested game 744914
    When I transform the games
    Then the run ends with exit code 5
    And quarantine lists
      | raw_table         | kind | json_path                                                           | found  |
      | game.live_game_v1 | leaf | $.liveData.plays.allPlays[3].playEvents[0].pitchData.startSpeed     | 'fast' |
    And event 0 of play 3 of game 744914 has no speed
    And the plays, play events, runners, innings and players of game 744914 are as many as in its feed

  @quarantine
  Scenario: A feed whose game number cannot be read costs itself, and no other game
    Given the feed of game 744914 with its game number as words
    And the feed of game 718594 as it was recorded
    And I have ingested games 744914 and 718594
    When I transform the games
    Then the run ends with exit code 5
    And the games in the tables are 718594
    And quarantine has set the whole feed of game 744914 aside

  @quarantine
  Scenario: A feed that is set aside whole does not fill quarantine with its rows as well
    Given the feed of game 744914 with its game number as words
    And I have ingested game 744914
    When I transform the games
    Then quarantine has set the whole feed of game 744914 aside
    And quarantine has 0 entries about single rows

  @quarantine
  Scenario: A feed whose plays are no list is set aside whole, and the game keeps the plays it has
    Given the feed of game 744914 was captured at "2024-07-01 22:00" and ingested
    And I have transformed the games
    When a newer feed of game 744914 with a word in the place of its plays is captured and ingested
    And I transform the games
    Then the run ends with exit code 5
    And game 744914 has 68 plays
    And quarantine has set the whole feed of game 744914 aside

  # -- the ways to name a game --------------------------------------------------------------------

  Scenario Outline: A game is named <how>
    When I run "mlb-etl ingest <what is typed> --stub-mode replay --save --db-password mlb_dev_password"
    Then the run succeeds
    And raw has the game 744914

    Examples:
      | how                                   | what is typed                          |
      | with a flag, as in the manual         | --job game.yaml --game-pks 744914      |
      | by a variable, as schedulers like it  | --job game_single --var GAME_PK=744914 |

  @refusal
  Scenario: A job that needs a game and gets none says how to name one
    When I run "mlb-etl ingest --job game --stub-mode replay --save"
    Then the run ends with exit code 2
    And it says "${GAME_PK}" and "--game-pks"
    And nothing was kept

  Scenario: Two runs at the same moment keep one version between them
    When two operators ingest game 744914 at the same moment
    Then both runs succeed
    And raw has the game 744914

  # -- asking the API, and what can go wrong ------------------------------------------------------

  @live
  Scenario: Several games in one run, each with its own answer
    Given the API knows the games 744914, 718594 and 746552
    When I ingest the games "744914,718594,746552"
    Then the run succeeds
    And raw has the games 718594, 744914 and 746552

  @live
  Scenario: A game that the API does not know costs itself only
    Given the API knows the games 744914 and 718594
    When I ingest the games "744914,999999,718594"
    Then the run ends with exit code 2
    And it says "999999" and "404"
    And raw has the games 718594 and 744914
    And the API was asked once for game 999999

  @live
  Scenario Outline: <what> is not kept, and the operator is told to come back later
    Given the API answers game 744914 with <what>
    When I ingest game 744914
    Then the run ends with exit code 4
    And it says "744914" and "try again later"
    And nothing was kept

    Examples:
      | what                |
      | a page of HTML      |
      | half of its feed    |
      | an empty body       |
      | a fault of its own  |

  @live
  Scenario: A feed of another game than the one asked for is refused
    Given the API answers game 744914 with the feed of game 718594
    When I ingest game 744914
    Then the run ends with exit code 2
    And it says "744914" and "718594"
    And nothing was kept

  @live
  Scenario: When the API asks for patience, the run waits as long as it was told, and goes on
    Given the API answers game 744914 with "too many requests, come back in 1 second" and then its feed
    When I ingest game 744914
    Then the run succeeds
    And the API was asked twice for game 744914, at least 1 second apart
    And raw has the game 744914

  @live
  Scenario: A game in progress is followed until it is final
    Given the API answers game 824445 with two feeds in progress and then a final one
    When I follow game 824445
    Then the run succeeds
    And the API was asked 3 times for game 824445
    And raw keeps 3 versions of game 824445, the latest of "20260429_220000"

  @live @smoke
  Scenario: One command takes a whole baseball day from the API into the tables
    Given a simulated league answers as the API
    When I run "mlb-etl pipeline daily --date 2024-04-05"
    Then the run succeeds
    And every game that the league lists on 2024-04-05 is in the tables with all its plays
    And the season and the schedule of that day are there, too

  Scenario: A day goes on when the feed of a game is missing
    When I run "mlb-etl pipeline daily --date 2024-07-01 --stub-mode replay"
    Then the run ends with exit code 2
    And it says "744840" and "746535"
    And the games in the tables are 744914

  # -- choosing what to transform -----------------------------------------------------------------

  Scenario Outline: A transform can be kept to some of the games: <filter>
    Given I have ingested games 633860, 718594, 744914, 746552 and 822998
    When I transform the games with "<filter>"
    Then the games in the tables are <games>

    Examples:
      | filter                                           | games             |
      | --game-pks 744914,633860                         | 633860 and 744914 |
      | --season 2024                                    | 744914 and 746552 |
      | --team-ids 139                                   | 718594 and 822998 |
      | --venue-ids 19                                   | 633860 and 746552 |
      | --states S,I                                     | 633860 and 746552 |
      | --start-date 2024-07-01 --end-date 2024-07-01    | 744914            |
      | --season 2024 --states F --game-types R          | 744914            |
      | --game-types W                                   | none              |

  # -- what is going on -----------------------------------------------------------------------------

  Scenario: The latest state of every game is at hand after a refresh of the views
    Given I have ingested games 744914 and 633860
    And I have transformed the games
    When the views are refreshed
    Then "game.latest_live" lists
      | game_pk | game_state | away_team_name       | away_runs | home_team_name    | home_runs | current_inning |
      | 633860  | I          | Texas Rangers        | 2         | Colorado Rockies  | 9         | 7              |
      | 744914  | F          | Houston Astros       | 3         | Toronto Blue Jays | 1         | 9              |

  Scenario: Raw games lie in a partition for the year of their official day
    When I ingest games 633860 and 744914
    Then the raw games lie in
      | partition               | game_pk |
      | game.live_game_v1_2021  | 633860  |
      | game.live_game_v1_2024  | 744914  |
