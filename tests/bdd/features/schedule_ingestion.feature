@schedule
Feature: Schedule ingestion
  As an operator who has to fetch every game and miss none
  I want the API's list of games for any day or range, as it stood when it was asked
  So that the list tells what to fetch, and what became of games that were moved

  Background:
    Given an empty warehouse
    And the answers recorded from the API

  # -- asking for a day or a range ----------------------------------------------------------------

  @smoke
  Scenario: The games of a day
    When I ingest the schedule of 2024-07-01
    And I transform the schedule
    Then the run succeeds
    And "schedule.games" lists
      | game_pk | away_team_name    | away_score | home_team_name       | home_score | coded_game_state |
      | 744840  | New York Mets     | 9          | Washington Nationals | 7          | F                |
      | 744914  | Houston Astros    | 3          | Toronto Blue Jays    | 1          | F                |
      | 746535  | Milwaukee Brewers | 7          | Colorado Rockies     | 8          | F                |

  Scenario: The raw row is found by sport, day and season
    When I ingest the schedule of 2024-07-01
    Then "schedule.schedule" lists
      | sport_id | schedule_date | season | source_url                                                           |
      | 1        | 2024-07-01    | 2024   | https://statsapi.mlb.com/api/v1/schedule?sportId=1&date=2024-07-01 |

  Scenario: "Today" in a replay is the day that the job names
    When I ingest the job "schedule_polling"
    Then "schedule.schedule" lists
      | schedule_date |
      | 2024-07-01    |

  Scenario: "Today" is the baseball day in New York
    When I run "mlb-etl ingest --job schedule_polling --dry-run"
    Then it asks for the schedule of today in New York

  @smoke
  Scenario: A range of days takes one request, and every day of it is listed
    When I ingest the schedule from 2024-10-01 to 2024-10-30
    And I transform the schedule
    Then "schedule.schedule" holds 1 row
    And "schedule.schedule_metadata" holds 24 rows
    And "schedule.games" holds 43 rows

  Scenario Outline: The totals that the API gives for each day agree with the listings of <season>
    When I ingest the schedule from <first day> to <last day>
    And I transform the schedule
    Then on every day as many games are listed as the API counts
    And as many listings are there as the recorded answer from <first day> to <last day> has

    Examples:
      | season | first day  | last day   |
      | 2015   | 2015-04-05 | 2015-11-01 |
      | 2022   | 2022-04-07 | 2022-11-05 |

  Scenario: A day without games is an answer, too
    When I ingest the schedule of 2024-10-27
    And I transform the schedule
    Then the run succeeds
    And "schedule.schedule" holds 1 row
    And "schedule.games" holds 0 rows

  Scenario: International games stand under a sport of their own
    When I ingest the international schedule of 2026-03-14
    And I transform the schedule
    Then "schedule.schedule_metadata" lists
      | sport_id | schedule_date | total_games |
      | 51       | 2026-03-14    | 19          |
    And every listing is of sport 51

  # -- which day a game belongs to ----------------------------------------------------------------

  Scenario: A late start in Denver is on the next day in UTC, and on the same baseball day
    When I ingest the schedule of 2024-07-01
    And I transform the schedule
    Then game 746535 starts at 2024-07-02 00:40 UTC
    And game 746535 is listed under 2024-07-01 with the official date 2024-07-01

  Scenario: The day of a game is its official date, never the date of its start in UTC
    When I ingest the recorded 2025 schedule of one team
    And I transform the schedule
    Then 16 of 194 listings start on another day in UTC than their official date

  Scenario: Answers from before official dates existed leave them empty
    When I ingest the schedule from 2019-05-01 to 2019-05-30
    And I transform the schedule
    Then the run succeeds
    And all 400 listings have a schedule date and no official date

  # -- games that are not played as planned -------------------------------------------------------

  @smoke
  Scenario: A postponed game is two listings and one game
    When I ingest the recorded 2025 schedule of one team
    And I transform the schedule
    Then there are 194 listings of 193 games
    And game 777464 is listed as
      | schedule_date | detailed_state | abstract_game_state | coded_game_state |
      | 2025-06-18    | Postponed      | Final               | D                |
      | 2025-06-19    | Final          | Final               | F                |

  Scenario: A postponed listing carries the new day, and the new listing remembers the old one
    When I ingest the recorded 2025 schedule of one team
    And I transform the schedule
    Then game 777464 is listed as
      | schedule_date | official_date | reschedule_game_date | rescheduled_from_date |
      | 2025-06-18    | 2025-06-19    | 2025-06-19           |                       |
      | 2025-06-19    | 2025-06-19    |                      | 2025-06-18            |

  Scenario Outline: A game that was <what> is told apart from a played one by its coded state
    When I ingest the schedule of <day>
    And I transform the schedule
    Then <number> game of <day> has the coded state "<code>", although its abstract state is "Final"

    Examples:
      | what      | day        | number | code |
      | postponed | 2024-06-05 | 1      | D    |
      | cancelled | 2024-09-29 | 1      | C    |

  Scenario Outline: The suspended game <game> is listed on the day it began and on the day it went on
    When I ingest the schedule from <first day> to <last day>
    And I transform the schedule
    Then game <game> is suspended on <begun>, goes on on <resumed>, and counts for <begun>

    Examples: Seasons with suspended games
      | game   | first day  | last day   | begun      | resumed    |
      | 413890 | 2015-04-05 | 2015-11-01 | 2015-04-24 | 2015-04-26 |
      | 448318 | 2016-04-03 | 2016-11-02 | 2016-07-23 | 2016-07-24 |
      | 530032 | 2018-03-29 | 2018-10-28 | 2018-05-15 | 2018-06-18 |
      | 565534 | 2019-03-20 | 2019-10-30 | 2019-05-19 | 2019-09-06 |
      | 661702 | 2022-04-07 | 2022-11-05 | 2022-05-11 | 2022-05-12 |

  Scenario: A tie is final, has no winner, and says that it is a tie
    When I ingest the schedule of 2016-09-29
    And I transform the schedule
    Then game 449244 is listed as
      | status_code | is_tie | away_score | home_score | away_is_winner | home_is_winner |
      | FT          | true   | 1          | 1          |                |                |

  Scenario: Both games of a doubleheader are marked, and their numbers put them in order
    When I ingest the schedule of 2021-04-13
    And I transform the schedule
    Then the doubleheaders of 2021-04-13 are, in order
      | home_team_name    | game_number | game_pk | double_header |
      | Baltimore Orioles | 1           | 632213  | Y             |
      | Baltimore Orioles | 2           | 632224  | Y             |
      | New York Mets     | 1           | 632189  | Y             |
      | New York Mets     | 2           | 632226  | Y             |

  Scenario: Games of one day in different states load together
    When I ingest the schedule of 2026-04-18
    And I transform the schedule
    Then the listings of 2026-04-18 by coded state are
      | coded_game_state | listings |
      | I                | 3        |
      | P                | 7        |
      | S                | 5        |

  # -- newer and older answers --------------------------------------------------------------------

  Scenario: The schedule follows the games through the day
    Given game 744914 was "Scheduled" in the schedule of 2024-07-01 captured at "2024-07-01 12:00"
    And it is ingested and transformed
    When game 744914 is "In Progress" in the schedule of 2024-07-01 captured at "2024-07-01 20:00"
    And it is ingested and transformed
    Then "schedule.schedule" holds 2 rows
    And game 744914 is listed as
      | schedule_date | detailed_state |
      | 2024-07-01    | In Progress    |

  Scenario: An older answer never overwrites a newer one
    Given game 744914 was "Final" in the schedule of 2024-07-01 captured at "2024-07-01 23:00"
    And it is ingested and transformed
    When game 744914 is "Scheduled" in a schedule from 2024-07-01 to 2024-07-01 captured at "2024-06-20 12:00"
    And it is ingested and transformed
    Then the transform refused 4 rows
    And game 744914 is listed as
      | schedule_date | detailed_state |
      | 2024-07-01    | Final          |

  Scenario: A newer answer without a game takes its listing away
    Given the schedule of 2024-07-01 was captured at "2024-06-20 12:00" and ingested and transformed
    When the schedule of 2024-07-01 is captured without game 746535 at "2024-06-21 12:00", and ingested and transformed
    Then the listed games of 2024-07-01 are 744840 and 744914

  Scenario: A newer answer without any games empties the day
    Given the schedule of 2024-07-01 was captured at "2024-06-20 12:00" and ingested and transformed
    When the schedule of 2024-07-01 is captured without any games at "2024-06-21 12:00", and ingested and transformed
    Then "schedule.games" holds 0 rows
    And "schedule.schedule_metadata" holds 0 rows

  Scenario: An answer about one team says nothing about the others
    Given the schedule of 2024-07-01 was captured at "2024-06-20 12:00" and ingested and transformed
    When the schedule of team 141 on 2024-07-01 is captured at "2024-06-21 12:00", and ingested and transformed
    Then "schedule.games" holds 3 rows
    And "schedule.schedule_metadata" lists
      | schedule_date | total_games |
      | 2024-07-01    | 3           |

  Scenario: A second transform writes nothing
    Given I have ingested the schedule from 2024-10-01 to 2024-10-30
    And I have transformed the schedule
    When I transform the schedule with "--full-refresh"
    Then the transform wrote 0 rows
    And the transform left 67 rows unchanged

  # -- raw partitions -----------------------------------------------------------------------------

  Scenario: Raw schedules lie in a partition for each year, made when it is needed
    When I ingest the schedule of 2016-09-29
    And I ingest the schedule of 2024-07-01
    Then the raw schedules lie in
      | partition              | rows |
      | schedule.schedule_2016 | 1    |
      | schedule.schedule_2024 | 1    |

  Scenario: A raw schedule without a day is not lost
    Given a schedule without any day, captured at "2024-12-24 12:00"
    When I ingest the job "dayless_schedule"
    Then the run succeeds
    And the raw schedules lie in
      | partition               | rows |
      | schedule.schedule_other | 1    |

  # -- choosing what to transform, and today's games ----------------------------------------------

  Scenario: A transform can be kept to a range of days
    Given I have ingested the schedule of 2016-09-29
    And I have ingested the schedule of 2024-07-01
    When I transform the schedule with "--start-date 2024-01-01 --end-date 2024-12-31"
    Then "schedule.schedule_metadata" lists
      | schedule_date |
      | 2024-07-01    |

  Scenario: Today's games are at hand after a refresh of the views
    Given the schedule of today in New York lists game 744914
    And it is ingested and transformed
    When the views are refreshed
    Then "schedule.today" lists
      | game_pk |
      | 744914  |

  # -- what is refused ----------------------------------------------------------------------------

  @refusal
  Scenario Outline: Dates that make no sense are refused: <why>
    When I run "mlb-etl ingest --job schedule_polling --stub-mode replay --save <dates>"
    Then the run ends with exit code 2
    And it says "<named>"
    And nothing was kept

    Examples:
      | why                      | dates                                                          | named        |
      | no date at all           | --date yesterday-ish                                           | --date       |
      | a day that does not exist | --date 2024-02-30                                             | 2024-02-30   |
      | the end before the start | --start-date 2024-07-02 --end-date 2024-07-01                  | --start-date |
      | one end of a range       | --start-date 2024-07-01                                        | --start-date |
      | a day and a range        | --date 2024-07-01 --start-date 2024-07-01 --end-date 2024-07-02 | --date       |

  @refusal @live
  Scenario: An answer about another day than the one asked for is refused
    Given the API answers every question for a schedule with that of 2024-07-01
    When I ingest the schedule of 2024-07-04
    Then the run ends with exit code 2
    And it says "2024-07-04" and "2024-07-01"
    And nothing was kept

  @refusal @live
  Scenario: An answer with holes is never kept
    Given the API answers every question for a schedule with that of 2024-07-01
    And a job "cut" that says
      """
      name: cut
      type: batch
      source:
        endpoint: schedule
        method: schedule
        parameters: {sportId: 1, date: "2024-07-01", fields: "dates,games,gamePk"}
      """
    When I ingest the job "cut"
    Then the run ends with exit code 2
    And it says "fields"
    And nothing was kept
