@transformation
Feature: From raw answers to numbers an analyst can use
  As an analyst who compares players, teams and pitches
  I want the raw feed of a game turned into tables and views that agree with the official record
  So that I can ask my question in SQL and need not read JSON

  Background:
    Given an empty warehouse
    And the answers recorded from the API

  # -- the box score ------------------------------------------------------------------------------

  @smoke
  Scenario Outline: The box score of <game> is in the tables line by line: <what it is>
    Given I have ingested game <game>
    When I transform the games
    Then the run succeeds
    And quarantine is empty
    And every batting, pitching and fielding line of game <game> is the official one
    And the totals of both teams of game <game> are the official ones

    Examples:
      | game   | what it is                            |
      | 744914 | a game of 2024                        |
      | 633860 | one in progress, recorded in 2021     |
      | 822998 | one of 2026, with ball-strike reviews |

  Scenario: Innings are outs as well, so that they can be added up
    Given I have ingested game 744914
    When I transform the games
    Then the pitchers of "home" in game 744914 are
      | pitcher_index | full_name        | innings_pitched | innings_outs | number_of_pitches | note     |
      | 0             | Yariel Rodríguez | 6.2             | 20           | 83                | (L, 0-3) |
      | 1             | Trevor Richards  | 1.1             | 4            | 11                |          |
      | 2             | Zach Pop         | 1.0             | 3            | 13                |          |

  Scenario: A placeholder is no value
    Given I have ingested game 744914
    When I transform the games
    Then where the season lines of game 744914 say "-.--" or ".---" or "-", the tables hold nothing

  Scenario: Who started, who came in, and who waited
    Given I have ingested game 744914
    When I transform the games
    Then slot 9 of "home" in game 744914 was held by
      | full_name        | position_abbreviation | is_starter | substitution |
      | Kevin Kiermaier  | CF                    | true       | 0            |
      | Addison Barger   | LF                    | false      | 1            |
    And "away" had 4 players on the bench and 9 in the bullpen in game 744914

  Scenario: A double play credits everybody who touched the ball
    Given I have ingested game 744914
    When I transform the games
    Then the credits of play 44 of game 744914 are
      | runner_index | credit   | position_abbreviation |
      | 0            | f_assist | 2B                    |
      | 0            | f_putout | SS                    |
      | 1            | f_assist | SS                    |
      | 1            | f_putout | 1B                    |

  Scenario: Calls that were reviewed, by whom, and whether they stood
    Given I have ingested game 718096
    When I transform the games
    Then "game.reviews" lists
      | game_pk | at_bat_index | review_type | is_overturned | challenge_team_id |
      | 718096  | 5            | MF          | false         | 142               |
      | 718096  | 32           | NH          | false         |                   |

  Scenario: Balls in play lie where they were fielded
    Given I have ingested game 744914
    When I transform the games
    Then the balls in play of game 744914 have the places that the feed gives them

  Scenario: The season so far stands beside the game
    Given I have ingested game 744914
    When I transform the games
    Then "mart.player_game_batting" shows for "Yordan Alvarez" in game 744914
      | result | opponent | slot | positions | at_bats | hits | home_runs | season_home_runs | season_avg | season_ops |
      | W      | TOR      | 3    | DH        | 3       | 1    | 1         | 17               | 0.294      | 0.9        |

  # -- what changes, and what does not ------------------------------------------------------------

  Scenario: A corrected box score replaces its rows, and the totals follow
    Given the latest recorded feed of game 744914 was captured at "2024-07-01 22:00" and ingested
    And I have transformed the games
    When the scorer takes a hit from "Yordan Alvarez" in game 744914 and gives "Bo Bichette" an error
    And I transform the games
    Then the transform updated at least 2 rows
    And "mart.season_batting" shows for "Yordan Alvarez"
      | at_bats | hits | avg   |
      | 3       | 0    | 0.000 |
    And "game.fielding_lines" shows for "Bo Bichette"
      | errors |
      | 1      |

  @smoke
  Scenario: The same feed again writes nothing, in none of the tables
    Given I have ingested game 744914
    And I have transformed the games
    When I transform the games with "--full-refresh"
    Then the transform wrote 0 rows
    And the tables of the box score are among those left unchanged

  Scenario: A field that MLB adds breaks nothing, and is told
    Given the feed of game 744914 with a new field "wackiness" in every batting line
    And I have ingested game 744914
    When I transform the games
    Then the run succeeds
    And quarantine is empty
    And every batting, pitching and fielding line of game 744914 is the official one
    And "metadata.schema_drift" names a field that ends in "wackiness"

  # -- pitches as in Statcast ---------------------------------------------------------------------

  @smoke
  Scenario: A plate appearance reads as in Statcast's CSV
    Given I have ingested game 718594
    When I transform the games
    Then the pitches of plate appearance 22 of game 718594 are
      | pitch_number | player_name         | p_throws | balls | strikes | outs_when_up | description     | type | events |
      | 1            | Springs, Jeffrey    | L        | 0     | 0       | 0            | called_strike   | S    |        |
      | 2            | Springs, Jeffrey    | L        | 0     | 1       | 0            | swinging_strike | S    |        |
      | 3            | Springs, Jeffrey    | L        | 0     | 2       | 0            | foul            | S    |        |
      | 4            | Springs, Jeffrey    | L        | 0     | 2       | 0            | foul            | S    |        |
      | 5            | Cleavinger, Garrett | L        | 0     | 2       | 0            | hit_into_play   | X    | double |

  @smoke
  Scenario Outline: Every pitcher of game <game> threw as many pitches as his line says
    Given I have ingested game <game>
    When I transform the games
    Then the view of pitches counts <pitches> in game <game>
    And each pitcher's pitches, strikes and balls are those of his line

    Examples:
      | game   | pitches |
      | 718594 | 270     |
      | 747175 | 290     |
      | 822750 | 260     |

  Scenario: Whoever comes from pybaseball finds his columns
    When I run "mlb-etl query 'select * from mart.pitches' --output csv"
    Then the run succeeds
    And the header begins with "pitch_type,game_date,release_speed,release_pos_x,release_pos_z,player_name,batter,pitcher,events,description"
    And the header has "plate_x", "plate_z", "launch_speed", "launch_angle", "on_1b", "outs_when_up" and "spin_axis"

  Scenario: Runners, outs and score are those before the pitch
    Given I have ingested game 777687
    When I transform the games
    Then a scorekeeper who walks through the feed of game 777687 notes the same before every pitch

  # -- leaders and standings ----------------------------------------------------------------------

  @smoke
  Scenario: Leaders come with the usual rates
    Given I have ingested game 744914
    When I transform the games
    Then the 3 leaders of "mart.season_batting" by "ops" are
      | player_name    | teams | at_bats | hits | avg   | obp   | slg   | ops   |
      | Yordan Alvarez | HOU   | 3       | 1    | 0.333 | 0.500 | 1.333 | 1.833 |
      | Ernie Clement  | TOR   | 4       | 2    | 0.500 | 0.500 | 1.250 | 1.750 |
      | Jeremy Peña    | HOU   | 3       | 1    | 0.333 | 0.333 | 1.333 | 1.666 |

  Scenario: A game in progress counts for no season
    Given I have ingested games 633860 and 744914
    When I transform the games
    Then "mart.season_pitching" holds 7 rows
    And "mart.player_game_pitching" holds 13 rows

  Scenario: One answer about a season's schedule makes the standings of every day
    Given I have ingested the schedule from 2019-03-20 to 2019-10-30
    When I transform the schedule
    Then on 2019-09-29 the best three of "mart.standings_by_date" were
      | team_name           | wins | losses | win_pct | streak | run_difference |
      | Houston Astros      | 107  | 55     | 0.660   | W3     | 280            |
      | Los Angeles Dodgers | 106  | 56     | 0.654   | W7     | 273            |
      | New York Yankees    | 103  | 59     | 0.636   | L2     | 204            |
