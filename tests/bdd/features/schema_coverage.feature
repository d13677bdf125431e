@coverage
Feature: Nothing is silently dropped
  As an analyst who relies on the warehouse being the whole truth
  I want every value of an answer to be mapped or ignored with a reason, and to hear of new fields
  So that I never find out years later that something was there and nobody kept it

  Background:
    Given an empty warehouse
    And the answers recorded from the API

  # -- the proof: schema coverage -----------------------------------------------------------------

  @smoke
  Scenario Outline: Every value of a recorded answer is accounted for: <what it is>
    When I account for the recorded "<answers>"
    Then the run succeeds
    And 0 values are unaccounted for
    And at least <share> % of the values that are not said elsewhere are mapped

    Examples:
      | what it is                  | answers                          | share |
      | a game of 2024              | game/liveGameV1/*744914*         | 97    |
      | a game in progress, in 2021 | game/liveGameV1/*633860*         | 97    |
      | a game that is scheduled    | game/liveGameV1/*746552*         | 97    |
      | all seasons since 1876      | season/allSeasons                | 97    |

  Scenario: A value that nobody mapped is named with its place, and the check fails
    Given the feed of game 744914 has a new field "roofMinutes" with the value 12 in its game info
    When I account for my own recordings
    Then the run ends with exit code 2
    And it says "gameData.gameInfo.roofMinutes" and "1 value, integer, e.g. 12"

  Scenario: Links and copies are ignored with a reason
    When I account for the recorded "game/liveGameV1/*744914*"
    Then values are ignored as "link", "duplicate" and "licence"

  Scenario: Answers that no table is made of are passed over, and told
    When I account for the recorded "game"
    Then the run succeeds
    And it says "passed over: an answer of Game.boxscore, which no mapping reads"

  Scenario: A file that is no answer is an error, not a pass
    When I run "mlb-etl schema coverage README.md"
    Then the run ends with exit code 2
    And it says "README.md: found no JSON"

  # -- the news: schema drift ---------------------------------------------------------------------

  @smoke
  Scenario: A field that MLB adds is remembered, and the game is loaded all the same
    Given the feed of game 744914 has a new field "roofMinutes" with the value 12 in its game info
    When I ingest game 744914
    And I transform the games
    Then the run succeeds
    And the transform tells of 1 unknown field
    And quarantine is empty
    And "metadata.schema_drift" lists
      | path                          | json_type | documents | example |
      | gameData.gameInfo.roofMinutes | integer   | 1         | 12      |

  Scenario: Transforming the same feed again does not make the news bigger
    Given the feed of game 744914 has a new field "roofMinutes" with the value 12 in its game info
    When I ingest game 744914
    And I transform the games
    And I run "mlb-etl transform game --full-refresh"
    Then it says "1 field the mapping does not know: mlb-etl schema drift"
    And "metadata.schema_drift" lists
      | path                          | documents |
      | gameData.gameInfo.roofMinutes | 1         |

  Scenario: An operator reads the news
    Given the feed of game 744914 has a new field "roofMinutes" with the value 12 in its game info
    When I ingest game 744914
    And I transform the games
    And I run "mlb-etl schema drift --output csv"
    Then the run succeeds
    And it says "gameData.gameInfo.roofMinutes,integer,game_live_v1,1,"

  Scenario: No news is told as such
    When I ingest game 744914
    And I transform the games
    And I run "mlb-etl schema drift"
    Then the run succeeds
    And it says "the mapping knows every field"
