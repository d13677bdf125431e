@quality
Feature: Numbers that can be trusted
  As an analyst who publishes numbers
  I want the warehouse checked, and recomputed from the plays wherever there is an official number
  So that I learn of a wrong number before my readers do

  Background:
    Given an empty warehouse
    And the answers recorded from the API

  # -- what a verdict says ------------------------------------------------------------------------

  @smoke
  Scenario: A finished game agrees with its official line score
    Given I have ingested game 744914
    And I have transformed the games
    When I check the quality
    Then the run succeeds
    And nothing failed
    And "runs_by_inning" passed, comparing 18 values of 1 game

  Scenario: Every check of every table holds for games of all states
    Given I have ingested games 744914, 633860, 746552, 824370 and 777687
    And I have transformed the games
    When I check the quality
    Then the run succeeds
    And nothing failed

  Scenario: A run that no runner scored is found, and the half inning is named
    Given I have ingested game 744914
    And I have transformed the games
    And somebody writes 4 runs for the away team into inning 5 of game 744914
    When I check the quality
    Then the run ends with exit code 2
    And "runs_by_inning" failed for 1 of 18 values
    And it names "inning 5 away" with the official value 4 and the recomputed value 1

  Scenario: An impossible count is found, and the pitch is named
    Given I have ingested game 744914
    And I have transformed the games
    And somebody writes 7 balls on event 0 of play 3 of game 744914
    When I check the quality
    Then the run ends with exit code 2
    And "game.play_events.count_is_possible" failed for 1 row
    And it names event 0 of play 3

  Scenario: A speed that is hard to believe is a warning, and fails nothing
    Given I have ingested game 744914
    And I have transformed the games
    And somebody writes 130 mph on event 0 of play 3 of game 744914
    When I check the quality
    Then the run succeeds
    And "game.play_events.speed_is_plausible" is a warning for 1 row

  # -- nothing to check is no pass ----------------------------------------------------------------

  Scenario: Checking an empty warehouse is no pass
    When I check the quality
    Then the run ends with exit code 2
    And it says "nothing was checked"

  Scenario: A game that is still to come has nothing to compare, and that is told apart from passed
    Given I have ingested game 746552
    And I have transformed the games
    When I check the quality
    Then the run succeeds
    And "runs_by_inning" had nothing to check

  # -- which part of the warehouse ----------------------------------------------------------------

  Scenario Outline: I check just <what>
    Given I have ingested games 744914 and 718594
    And I have transformed the games
    And somebody writes 9 runs for the home team into inning 1 of game 718594
    When I check the quality with "<options>"
    Then the run ends with exit code <code>

    Examples:
      | what                    | options                                        | code |
      | the game that is broken | --game-pks 718594                              | 2    |
      | the other game          | --game-pks 744914                              | 0    |
      | the season of the other | --season 2024                                  | 0    |
      | the day of the other    | --start-date 2024-07-01 --end-date 2024-07-01  | 0    |
      | its year                | --start-date 2023-01-01 --end-date 2023-12-31  | 2    |
      | what is not broken      | --only game.plays --only game.runners          | 0    |
      | the name of a check     | --only runs_by_inning                          | 2    |
      | a season that is absent | --season 1999                                  | 2    |

  Scenario: A name that is no check is answered with the nearest
    When I check the quality with "--only runs_by_ining"
    Then the run ends with exit code 2
    And it says "runs_by_inning"

  # -- when it is checked -------------------------------------------------------------------------

  @smoke
  Scenario: A transform checks exactly what it has transformed
    Given I have ingested game 718594
    And I have transformed the games
    And somebody writes 9 runs for the home team into inning 1 of game 718594
    When I ingest game 744914
    And I transform the games and validate them
    Then the run succeeds
    And "runs_by_inning" passed, comparing 18 values of 1 game

  Scenario: A transform that fails its checks keeps its rows and says what is wrong
    Given the feed of game 744914 with 9 runs for the home team in inning 1
    When I ingest game 744914
    And I transform the games and validate them
    Then the run ends with exit code 2
    And "runs_by_inning" failed for 1 of 18 values
    And the games in the tables are 744914

  Scenario: A whole day of a league ends with its verdicts
    Given a simulated league answers as the API
    When I run "mlb-etl pipeline daily --date 2024-04-28 --output json"
    Then the run succeeds
    And nothing of that day failed

  # -- looking again ------------------------------------------------------------------------------

  Scenario: Verdicts are kept, and shown again after the tables have changed
    Given I have ingested game 744914
    And I have transformed the games
    And somebody writes 4 runs for the away team into inning 5 of game 744914
    When I check the quality
    And the tables of the game are emptied
    And I ask for the last verdicts
    Then the run ends with exit code 2
    And "runs_by_inning" failed for 1 of 18 values
    And it names "inning 5 away" with the official value 4 and the recomputed value 1

  Scenario: The page for the browser names what failed and asks nobody on the network
    Given I have ingested game 744914
    And I have transformed the games
    And somebody writes 4 runs for the away team into inning 5 of game 744914
    When I check the quality, with a page
    Then the page says "failed", "runs_by_inning" and "inning 5 away"
    And the page has no address of another page, picture, font or script in it

  Scenario: Nobody has checked anything yet
    When I run "mlb-etl quality report"
    Then the run ends with exit code 2
    And it says "mlb-etl quality run"
