@season
Feature: Season ingestion
  As an analyst who places games in their season
  I want every season's calendar kept as the API told it, and turned into dates I can query
  So that "how far into the season was that?" has one answer, and the answer has a source

  Background:
    Given an empty warehouse
    And the answers recorded from the API

  # -- raw: what was fetched is kept --------------------------------------------------------------

  @smoke
  Scenario: One request keeps one raw row, with the keys it is found by
    When I ingest the job "season_daily"
    Then the run succeeds
    And "season.seasons" lists
      | sport_id | season_id | response_status | schema_version |
      | 1        | 2025      | 200             | v1             |

  Scenario: The answer is kept untouched
    When I ingest the job "season_daily"
    Then raw holds the recorded answer about the season as it is, key for key

  Scenario: A replayed answer names the address that the API would have been asked at
    When I ingest the job "season_daily"
    Then its source is "https://statsapi.mlb.com/api/v1/seasons?sportId=1"

  Scenario: The same answer again is the same version, seen later
    Given the 2024 season was captured at "2024-03-01 09:00" and ingested
    When the 2024 season is captured at "2024-03-02 09:00" and ingested
    Then "season.seasons" lists
      | season_id | captured_at            | last_seen_at           |
      | 2024      | 2024-03-01 09:00:00+00 | 2024-03-02 09:00:00+00 |

  Scenario: White space and the order of keys are no change
    Given the 2024 season was captured at "2024-03-01 09:00" and ingested
    When the 2024 season is captured at "2024-03-02 09:00" with other white space and keys in another order, and ingested
    Then raw keeps 1 version of the season

  Scenario: A changed answer is a new version, and the former one stays
    Given the 2024 season was captured at "2024-03-01 09:00" and ingested
    When the 2024 season is captured at "2024-03-02 09:00" with "allStarDate" moved to "2024-07-23", and ingested
    Then raw keeps these versions of "allStarDate"
      | captured_at            | allStarDate |
      | 2024-03-01 09:00:00+00 | 2024-07-16  |
      | 2024-03-02 09:00:00+00 | 2024-07-23  |

  # -- transform: dates one can calculate with ----------------------------------------------------

  @smoke
  Scenario Outline: The dates of <season> land in the calendar of seasons
    Given I have ingested the <season> season
    When I transform the seasons
    Then the run succeeds
    And season <season> runs from <opening day> to <last day>, with the All-Star Game on <all-star>

    Examples: Recorded seasons of the major leagues
      | season | opening day | last day   | all-star   |
      | 2021   | 2021-04-01  | 2021-10-03 | 2021-07-13 |
      | 2022   | 2022-04-07  | 2022-10-05 | 2022-07-19 |
      | 2023   | 2023-03-30  | 2023-10-02 | 2023-07-11 |
      | 2024   | 2024-03-20  | 2024-09-30 | 2024-07-16 |

  Scenario: Dates are dates, and thresholds are numbers
    Given I have ingested the 2024 season
    When I transform the seasons
    Then opening day 2024 was a Wednesday, 118 days before the All-Star Game
    And a batter of 2024 needed 502.2 plate appearances in 162 games to qualify

  Scenario: A second transform writes nothing
    Given I have ingested the 2024 season
    And I have transformed the seasons
    When I transform the seasons
    Then the run succeeds
    And the transform wrote 0 rows

  Scenario: A newer answer moves a date
    Given the 2024 season was captured at "2024-03-01 09:00" and ingested
    And I have transformed the seasons
    When the 2024 season is captured at "2024-03-02 09:00" with "allStarDate" moved to "2024-07-23", and ingested
    And I transform the seasons
    Then the transform updated 1 row
    And the All-Star Game of 2024 is on 2024-07-23

  Scenario: An older capture that arrives late changes nothing
    Given the 2024 season was captured at "2024-03-02 09:00" and ingested
    And I have transformed the seasons
    When the 2024 season is captured at "2024-03-01 09:00" with "allStarDate" moved to "2024-07-23", and ingested
    And I transform the seasons
    Then the All-Star Game of 2024 is on 2024-07-16

  Scenario: All seasons since 1876 fit, with gaps where baseball had them
    When I ingest the job "all_seasons"
    And I transform the seasons
    Then there is one row for every season from 1876 to 2026
    And the first season with an All-Star Game is 1933
    And season 1994 has no postseason

  Scenario: A minor league's season stands beside that of the majors
    Given I have ingested the 2026 season of sport 11
    And I have ingested the 2026 season of sport 1
    When I transform the seasons
    Then "season.season_dates" lists
      | sport_id | season_id | regular_season_start_date | all_star_date |
      | 1        | 2026      | 2026-03-25                | 2026-07-14    |
      | 11       | 2026      | 2026-03-27                |               |

  Scenario: A transform can be kept to one sport
    Given I have ingested the 2026 season of sport 11
    And I have ingested the 2026 season of sport 1
    When I transform the seasons with "--sport-ids 11"
    Then "season.season_dates" lists
      | sport_id | season_id |
      | 11       | 2026      |

  # -- what an operator can see of a run ----------------------------------------------------------

  Scenario: A run leaves its record
    When I ingest the job "season_daily"
    Then the last run is recorded as
      | command | job_name     | status    | exit_code | error |
      | ingest  | season_daily | succeeded | 0         |       |
    And it counted 1 fetched, 1 new and 0 failed
    And the raw row carries the name of that run

  Scenario: A run that fails leaves its record, too
    When I ingest the 1994 season
    Then the run ends with exit code 2
    And the last run is recorded as
      | command | job_name   | status | exit_code |
      | ingest  | one_season | failed | 2         |
    And the record says why, with the word "not recorded"

  Scenario: A dry run shows what would be asked, and asks nothing
    When I run "mlb-etl ingest --job season_daily --save --dry-run"
    Then the run succeeds
    And it says "https://statsapi.mlb.com/api/v1/seasons?sportId=1"
    And nothing was kept

  Scenario: Without --save nothing is kept, and the operator is told
    When I run "mlb-etl ingest --job season_daily --stub-mode replay"
    Then the run succeeds
    And it says "not kept in the database: add --save"
    And nothing was kept

  Scenario: What was captured from the API can be replayed without it
    Given the API answers the 2024 season as it is recorded
    And I have captured the 2024 season into a folder of my own
    When the API is gone and I replay the 2024 season from that folder
    Then the run succeeds
    And raw holds the recorded answer about season 2024 as it is, key for key

  # -- what is refused ----------------------------------------------------------------------------

  @refusal
  Scenario: An unknown variable in a job is named, with the key it stands at
    Given a job "misspelt" that says
      """
      name: misspelt
      type: batch
      source:
        endpoint: season
        method: seasons
        parameters: {sportId: 1, seasonId: "${YAER}"}
      """
    When I ingest the job "misspelt"
    Then the run ends with exit code 2
    And it says "misspelt.yaml", "source.parameters.seasonId", "${YAER}" and "${YEAR}"
    And nothing was kept

  @refusal
  Scenario: An unknown key in a job is named, with the nearest valid one
    Given a job "unknown_key" that says
      """
      name: unknown_key
      type: batch
      source:
        endpoint: season
        method: seasons
        paramaters: {sportId: 1}
      """
    When I ingest the job "unknown_key"
    Then the run ends with exit code 2
    And it says "unknown_key.yaml:6", "paramaters" and "parameters"
    And nothing was kept

  @refusal
  Scenario: A job that is no YAML is refused with file and line
    Given a job "unreadable" that says
      """
      name: unreadable
      source: [season,
      """
    When I ingest the job "unreadable"
    Then the run ends with exit code 2
    And it says "unreadable.yaml:"
    And nothing was kept

  @refusal
  Scenario: A job that does not exist is refused, and the jobs there are get listed
    When I ingest the job "season_dialy"
    Then the run ends with exit code 2
    And it says "season_dialy", "season_daily" and "schedule_polling"
    And nothing was kept

  @refusal
  Scenario: A request that was never recorded is refused, and the nearest recorded ones get listed
    When I ingest the 1994 season
    Then the run ends with exit code 2
    And it says "not recorded", "seasonId=1994" and "seasonId=2024"
    And nothing was kept

  @refusal
  Scenario: A cut recording is named, and nothing half-read is kept
    Given the recording of the 2024 season is cut in the middle
    When I ingest the 2024 season
    Then the run ends with exit code 1
    And it says "seasonId=2024" and "no whole gzip"
    And nothing was kept

  @refusal @live
  Scenario: An answer about another season than the one asked for is refused
    Given the API answers the question for season 20000 with the season 2024
    When I ingest the 20000 season
    Then the run ends with exit code 2
    And it says "20000" and "2024"
    And nothing was kept

  @refusal
  Scenario: A filter that means nothing for seasons is refused instead of ignored
    When I run "mlb-etl transform season --venue-ids 14"
    Then the run ends with exit code 2
    And it says "--venue-ids"

  @refusal
  Scenario: A database that does not answer is worth another try later
    Given the database does not answer
    When I ingest the job "season_daily"
    Then the run ends with exit code 4
    And it says "database"

  # -- the documented command ---------------------------------------------------------------------

  @embedded
  Scenario: The command of the manual works where no database was ever set up
    Given nobody named a database
    When I run "mlb-etl ingest --job config/jobs/season_daily.yaml --stub-mode replay --save --db-password mlb_dev_password"
    Then the run succeeds
    And "mlb-etl query 'select season_id from season.seasons' --output csv" answers "2025"
