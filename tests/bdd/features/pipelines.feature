@pipelines
Feature: A warehouse that becomes complete and stays current
  As somebody who runs the platform unattended
  I want one command that brings in whatever is missing, and one that tells me what is
  So that I can go to sleep

  Background:
    Given an empty warehouse
    And a simulated league answers as the API

  @smoke
  Scenario: One command brings in every game of some days, and whom the games mention
    When I run "mlb-etl pipeline backfill --start-date 2024-04-25 --end-date 2024-04-25"
    Then the run succeeds
    And every game that the league lists on 2024-04-25 is in the tables with all its plays
    And raw has everybody who played, the teams and the ballparks, in 3 answers at most
    And no game is left to do

  Scenario: The same command again asks for no game and writes no row
    Given I have run "mlb-etl pipeline backfill --start-date 2024-04-25 --end-date 2024-04-25"
    When I run "mlb-etl pipeline backfill --start-date 2024-04-25 --end-date 2024-04-25 --output json"
    Then the run succeeds
    And no game was asked for
    And no row was written

  Scenario: Status names what is missing
    Given I have run "mlb-etl pipeline backfill --start-date 2024-04-25 --end-date 2024-04-25"
    And raw has lost a game of that day
    When I run "mlb-etl pipeline status --start-date 2024-04-25 --end-date 2024-04-25"
    Then the run succeeds
    And it names the lost game as "missing"

  Scenario: What status calls missing is what the next run brings in
    Given I have run "mlb-etl pipeline backfill --start-date 2024-04-25 --end-date 2024-04-25"
    And raw has lost a game of that day
    When I run "mlb-etl pipeline backfill --start-date 2024-04-25 --end-date 2024-04-25 --output json"
    Then the run succeeds
    And only the lost game was asked for
    And no game is left to do

  Scenario: Status says when the schedule itself is missing
    When I run "mlb-etl pipeline status --season 2024"
    Then the run succeeds
    And it says "the schedule of 2024 is not here" and "mlb-etl pipeline season --season 2024"

  Scenario: Changed games arrive, and the feed is read from there on
    When I run "mlb-etl pipeline changes --season 2024 --since 2024-05-01T04:00:00+00:00"
    Then the run succeeds
    And every game that the league calls changed since then is in the tables
    And the next run of changes begins where this one did

  Scenario Outline: A span that makes no sense is refused: <arguments>
    When I run "mlb-etl pipeline backfill <arguments>"
    Then the run ends with exit code 2
    And it says "<words>"

    Examples:
      | arguments                                      | words                 |
      |                                                | wanted --season       |
      | --start-date 2024-07-01                        | only one of the days  |
      | --start-date 2024-07-02 --end-date 2024-07-01  | is after              |
      | --season 2024 --start-date 2024-07-01          | cannot both be given  |
