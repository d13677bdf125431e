@history
Feature: What the official scorer changed after a game
  As an analyst whose numbers changed overnight
  I want to see every version of a game that was kept, and what is different between two of them
  So that I can tell an official correction from a mistake of mine

  Background:
    Given an empty warehouse
    And a simulated league answers as the API
    And I have ingested games 20240001, 20240002 and 20240003

  # -- versions -----------------------------------------------------------------------------------

  Scenario: A game that nobody corrected has one version, however often it is fetched
    When I ingest the games "20240001"
    Then game 20240001 has 1 version
    And version 1 is noted as "first final, latest"

  Scenario: A correction in place is a new version with the old timecode
    Given the scorer rules a hit of game 20240003 an error, in place
    When I ingest the games "20240003"
    Then game 20240003 has 2 versions
    And version 2 is noted as "latest, corrected in place"
    And both versions have the same timecode

  Scenario: I see which version made it into the tables
    Given I have transformed the games
    And the scorer rules a hit of game 20240003 an error, in place
    When I ingest the games "20240003"
    Then version 1 of game 20240003 is "loaded"
    And version 2 of game 20240003 is "due"
    When I transform the games
    Then version 2 of game 20240003 is "loaded"

  # -- what is different --------------------------------------------------------------------------

  @smoke
  Scenario: A ruling is told at its play, with its batter, before and after
    Given the scorer rules a hit of game 20240003 an error, in place
    When I ingest the games "20240003"
    And I run "mlb-etl raw diff --game-pk 20240003"
    Then the run succeeds
    And the ruled play is told with "result.event Single → Field Error"
    And it says "stats.batting.hits", "errors 0 → 1" and "corrected in place"

  Scenario: A play put in does not make all later plays look corrected
    Given the scorer puts a play into game 20240001
    When I ingest the games "20240001"
    And I run "mlb-etl raw diff --game-pk 20240001"
    Then the run succeeds
    And it says "put in: Game Advisory" and "are now plays"
    And 1 change is listed

  Scenario: An event that did not happen is taken out
    Given the scorer takes an event out of game 20240001
    When I ingest the games "20240001"
    And I run "mlb-etl raw diff --game-pk 20240001"
    Then the run succeeds
    And it says "taken out: "
    And 1 change is listed

  Scenario: All corrections since the game was over are told together
    Given the scorer rules a hit of game 20240003 an error, in place
    And I have ingested game 20240003
    And the scorer takes an event out of game 20240003
    When I ingest the games "20240003"
    And I run "mlb-etl raw diff --game-pk 20240003 --since-final"
    Then the run succeeds
    And it says "Single → Field Error" and "taken out: "

  Scenario: I look at one field only
    Given the scorer rules a hit of game 20240003 an error, in place
    When I ingest the games "20240003"
    And I run "mlb-etl raw diff --game-pk 20240003 --path result.event"
    Then the run succeeds
    And 1 change is listed

  Scenario: I ask which games were corrected
    Given the scorer rules a hit of game 20240003 an error, in place
    When I ingest the games "20240001, 20240003 and 20240002"
    And I run "mlb-etl raw corrected --output csv"
    Then the run succeeds
    And it says "20240003,"
    And it does not say "20240001" or "20240002"

  # -- nothing to tell ----------------------------------------------------------------------------

  Scenario: No correction since the game was over is said plainly, and is no failure
    When I run "mlb-etl raw diff --game-pk 20240001 --since-final"
    Then the run succeeds
    And it says "no difference"

  Scenario Outline: <what> is answered with what there is and what to type
    When I run "<command>"
    Then the run ends with exit code 2
    And it says "<words>" and "<try>"

    Examples:
      | what                | command                                          | words                    | try                                      |
      | an unknown game     | mlb-etl raw diff --game-pk 5                     | found no version in raw  | mlb-etl ingest --job game --game-pks 5   |
      | a single version    | mlb-etl raw diff --game-pk 20240001              | found one version        | mlb-etl ingest --job game                |
      | an unknown version  | mlb-etl raw diff --game-pk 20240001 --from 77    | found no version '77'    | mlb-etl raw history --game-pk 20240001   |
      | no game at all      | mlb-etl raw history                              | found no thing           | mlb-etl raw history --game-pk            |
